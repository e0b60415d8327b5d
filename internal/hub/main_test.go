package hub_test

import (
	"testing"

	"soprun/internal/hub/hubtest"
)

func TestMain(m *testing.M) { hubtest.Main(m) }
