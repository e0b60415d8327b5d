package hub_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
)

// keeping is an uploader behind the screens, whose clock the test moves.
type keeping struct {
	states chan hub.State
	waits  chan time.Duration
	go_    chan time.Time
	ended  chan struct{}
}

func keep(t *testing.T, up *hub.Uploader) *keeping {
	k := &keeping{make(chan hub.State, 1), make(chan time.Duration), make(chan time.Time), make(chan struct{})}
	up.After = func(d time.Duration) <-chan time.Time {
		k.waits <- d
		return k.go_
	}
	up.Chance = func() float64 { return 1 }
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(k.ended)
		up.Keep(ctx, func(s hub.State) { k.states <- s })
	}()
	t.Cleanup(cancel)
	return k
}

func TestAnUploadThatFailsIsTriedAgainFromOneSecondUpToFiveMinutes(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	link := hubtest.NewProxy(t, d.Port)
	link.CutAfter(func() int64 { return 0 })
	k := keep(t, &hub.Uploader{URL: link.Through(enrol(t, d, origin, "trust")), Log: b.Store})
	want := time.Second
	for range 11 {
		if s := <-k.states; s.Err == nil || s.Next != want {
			t.Fatalf("it says %+v, and should wait %v", s, want)
		}
		if wait := <-k.waits; wait != want {
			t.Fatalf("it waits %v, not %v", wait, want)
		}
		want = min(2*want, 5*time.Minute)
		k.go_ <- time.Time{}
	}
	<-k.states
	<-k.waits
	link.CutAfter(nil)
	k.go_ <- time.Time{}
	if s := <-k.states; s.Err != nil || s.Sent.Total != b.size() {
		t.Fatalf("once the hub is back: %+v", s)
	}
	if wait := <-k.waits; wait != 10*time.Second {
		t.Errorf("after that it looks again in %v", wait)
	}
	b.work(1)
	k.go_ <- time.Time{}
	if s := <-k.states; s.Err != nil || s.Sent.New != 4 {
		t.Errorf("after a run: %+v", s)
	}
	<-k.waits
	k.go_ <- time.Time{} // nothing is new: nothing is told
	<-k.waits
}

func TestAForkEndsTheUploadBehindTheScreens(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "trust")
	mustUpload(t, b, url)
	other := b.clone(t)
	b.work(1)
	other.work(1)
	mustUpload(t, b, url)
	k := keep(t, &hub.Uploader{URL: url, Log: other.Store})
	if s := <-k.states; !errors.As(s.Err, new(*hub.ForkError)) {
		t.Fatalf("it says %+v", s)
	}
	<-k.ended
}
