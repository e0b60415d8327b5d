// Package layering holds no code, only the tests that keep the shape of the
// project: which package may import which, and the budgets for files, functions
// and models. They read the source files themselves, so that a cached test
// result can never hide a new import.
package layering
