package store

import (
	"context"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// VerifyTx verifies what a transaction sees.
func VerifyTx(ctx context.Context, tx *bbolt.Tx, path string) []*record.Fault {
	report, err := verifyTx(ctx, tx, path+".checkpoints", record.Options{Workers: 1})
	if err != nil {
		return []*record.Fault{record.NewFault(record.FaultStorage, record.NoEntry, "%v", err)}
	}
	return report.Faults
}
