package sop_test

import (
	"errors"
	"strings"
	"testing"

	"soprun/sop"
)

func TestADateWithOneMeaningIsTaken(t *testing.T) {
	for text, want := range map[string]string{
		"2027-03-31": "2027-03-31", "31 Mar 2027": "2027-03-31", "31 march 2027": "2027-03-31", "31-Mar-2027": "2027-03-31", "31.MAR.2027": "2027-03-31",
		"28.11.2027": "2027-11-28", "29/02/2028": "2028-02-29", "03.03.2027": "2027-03-03", "3/31/2027": "2027-03-31", "Mar 31, 2027": "2027-03-31",
		"2027/3/1": "2027-03-01", "1 Sept 2027": "2027-09-01", "2027 Mar 31": "2027-03-31", " 1 Jan 2027 ": "2027-01-01",
		"2027-03": "2027-03-31", "03/2027": "2027-03-31", "2/2028": "2028-02-29", "Nov 2027": "2027-11-30", "2027 Nov": "2027-11-30", "December 2027": "2027-12-31",
	} {
		if got, err := sop.ParseDay(text); err != nil || got != want {
			t.Errorf("%q is read as %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestADateIsRefusedInWordsThatAreTrue(t *testing.T) {
	for text, want := range map[string]string{
		"31 Nov 2027": "November has 30 days", "29 Feb 2027": "February 2027 has 28 days", "30 Feb 2028": "February 2028 has 29 days", "0 Mar 2027": "March has 31 days",
		"2027-13-01": "there is no month 13", "2027-00-01": "there is no month 0", "32.12.2027": "December has 31 days",
		"05/12/2027": "it could be 5 December or 12 May", "1.2.2027": "1 February or 2 January",
		"31 Mar 27": "the year in four digits", "27-03-31": "the year in four digits", "tomorrow": "one meaning", "": "one meaning", "a b 2027": "one meaning",
		"31 Nov": "November has 30 days", "Nov 31": "November has 30 days", "31/11": "November has 30 days", "31-Nov-27": "November has 30 days",
		"30 Feb": "February has 29 days at most", "29 Feb": "one meaning", "30 Nov": "one meaning", "5/6": "one meaning", "31-11-27": "the year in four digits",
		"32 Dec": "December has 31 days", "Nov Nov": "one meaning", "13/14": "one meaning", "31": "one meaning", "2027-13": "there is no month 13", "2027": "one meaning",
		"13/14/2027": "there is no month 14", "+1 Mar 2027": "one meaning", "31 2027 Mar": "four digits",
	} {
		got, err := sop.ParseDay(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v, want it to say %q", text, got, err, want)
		}
		if strings.Contains(want, "meaning") && !errors.Is(err, sop.ErrDay) {
			t.Errorf("%q: %v is no ErrDay", text, err)
		}
	}
}
