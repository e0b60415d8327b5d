package sop_test

import (
	"testing"

	"soprun/sop"
)

func TestAnNHSNumberIsFoundHoweverItIsGrouped(t *testing.T) {
	for text, want := range map[string]string{
		"943 476 5919":                 "943 476 5919",
		"sample of 943-476-5919, left": "943-476-5919",
		"(9434765919)":                 "9434765919",
		"9434765918":                   "", // wrong check digit
		"19434765919":                  "", // eleven digits
		"94347659191":                  "",
		"LOT9434765919":                "", // part of a word
		"943476591":                    "",
		"943  476 5919":                "", // two spaces: two numbers
		"1234567890":                   "", // its check digit would be ten
		"at 14:03, 2850 rpm":           "",
		"":                             "",
	} {
		if got, ok := sop.NHSNumber(text); got != want || ok != (want != "") {
			t.Errorf("NHSNumber(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}
