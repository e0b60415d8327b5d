package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

func TestWhoDoesNotAgreeSaysWhy(t *testing.T) {
	f := named(t, "assessments").Forms[0]
	for comment, good := range map[string]bool{"": false, "no way   ": false, "I was told twice": true} {
		if _, err := f.Act(present.Case{}, present.Answers{"entry": "12", "agree": "no", "comment": comment}); (err == nil) != good {
			t.Errorf("%q: %v", comment, err)
		}
	}
	if act, err := f.Act(present.Case{}, present.Answers{"entry": "12", "agree": "Yes"}); err != nil || act != (model.SayAssessed{Entry: 12, Agree: true}) {
		t.Errorf("%+v, %v", act, err)
	}
	if f.Offered(present.Case{Assessed: model.Assessed{Competence: model.Competence{Word: &model.Word{}}}}) {
		t.Error("a second word is offered")
	}
}

// Who was assessed sees first that it waits for their word.
func TestAnAssessmentWaitsForTheWordOfWhoWasAssessed(t *testing.T) {
	b := full()
	b.department.ToAnswer = []model.Assessed{{Person: khan, Competence: b.members[0].Competences[0]}}
	tasks, err := present.Tasks(b)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(tasks, func(task present.Task) bool { return task.Group == present.GroupAssessed })
	if at < 0 || tasks[at].Text != "SOP-X-002 v1.0: not yet, by J. Bell" || tasks[at].List != "assessments" || tasks[at].Row != "63" {
		t.Fatalf("%+v", tasks)
	}
	if text, _ := tasks[at].Words(listed.Add(2 * time.Hour)); text != "A. Khan, 2 h" {
		t.Errorf("it says %q", text)
	}
	if rows := rows(t, named(t, "assessments"), b, ""); len(rows) != 2 {
		t.Errorf("%d assessments", len(rows))
	}
	part, err := named(t, "assessments").Read(t.Context(), b, model.Query{Open: true}, model.From{})
	if err != nil || len(part.Rows) != 1 || part.Rows[0].Entry != 63 {
		t.Errorf("waiting are %+v, %v", part.Rows, err)
	}
}

// Who watched sees who is to be assessed, and is led to the record in which that is done.
func TestARunThatWasWatchedWaitsForWhoWatched(t *testing.T) {
	b := full()
	b.department.ToAssess = []model.Watched{{Entry: 41, Title: "Clean a centrifuge", Person: khan, Assessor: bell, At: listed}}
	tasks, err := present.Tasks(b)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(tasks, func(task present.Task) bool { return task.Group == present.GroupWatched })
	if at < 0 || tasks[at].Text != "Clean a centrifuge, by A. Khan" || tasks[at].List != "log" || tasks[at].Row != "41" {
		t.Fatalf("%+v", tasks)
	}
	if text, _ := tasks[at].Words(listed.Add(26 * time.Hour)); text != "J. Bell, 26 h" {
		t.Errorf("it says %q", text)
	}
}

func TestARecordSaysWhatWasFoundOfWhoPerformedItAndWhetherTheyAgree(t *testing.T) {
	b := full()
	c := b.members[0].Competences[1]
	b.rec.Assessments = []model.Assessed{{Person: khan, Competence: c}}
	text := docText(present.Record(b.rec, time.UTC))
	for _, want := range []string{"Assessed:", "Competent (observed, alone), J. Bell", "THEY DO NOT AGREE, entry 65: =I was told twice."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	b.rec.Assessments[0].Word = nil
	if text := docText(present.Record(b.rec, time.UTC)); !strings.Contains(text, "Waits for their word.") {
		t.Error(text)
	}
}
