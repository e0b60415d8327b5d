package plain

import (
	"slices"
	"strings"
	"testing"

	"soprun/internal/present"
	"soprun/internal/session"
)

func TestEveryPromptOfTheSessionHasAQuestion(t *testing.T) {
	for kind := session.AskSignOff; kind <= session.AskClose; kind++ {
		q, ok := questions[kind]
		if !ok || q.prompt == nil || q.answer == nil && q.acts == "" {
			t.Errorf("prompt %d cannot be answered", kind)
		}
	}
}

func TestEveryQuestionOffersActsThatThereAre(t *testing.T) {
	all := []question{closeCritical, endOfPractice, signAct, playAct}
	for _, q := range questions {
		all = append(all, q)
	}
	offered := ""
	for _, q := range all {
		offered += q.acts
		for _, letter := range q.acts {
			if letter != asks && !slices.ContainsFunc(acts, func(a stepAct) bool { return a.letter == letter }) {
				t.Errorf("a question offers %c, which is no act", letter)
			}
			if strings.Count(q.acts, string(letter)) > 1 {
				t.Errorf("a question offers %c twice", letter)
			}
		}
	}
	seen := map[string]bool{}
	for _, a := range acts {
		if !strings.ContainsRune(offered, a.letter) {
			t.Errorf("nothing offers %s", a.word)
		}
		if seen[a.word] || seen[string(a.letter)] {
			t.Errorf("%s or %c stands twice in the table", a.word, a.letter)
		}
		seen[a.word], seen[string(a.letter)] = true, true
	}
}

// A question of the run that no prompt offered could not be asked here.
func TestEveryQuestionOfARunCanBeTypedWhereItIsOffered(t *testing.T) {
	for _, q := range present.Questions {
		if q.Word == "" || q.Tells == "" || len(q.At) == 0 {
			t.Errorf("%q has no word, or is offered nowhere", q.Key)
		}
		for _, kind := range q.At {
			if !strings.ContainsRune(questions[kind].acts, asks) {
				t.Errorf("%s cannot be typed at prompt %d", q.Word, kind)
			}
		}
		for _, a := range acts {
			for _, kind := range q.At {
				if strings.ContainsRune(questions[kind].acts, a.letter) && (a.word == q.Word || string(a.letter) == q.Key) {
					t.Errorf("%s means two things at prompt %d", a.word, kind)
				}
			}
		}
	}
	for kind := range present.Prompted {
		if questions[kind].answer == nil {
			t.Errorf("what the run asks at prompt %d cannot be answered", kind)
		}
	}
}
