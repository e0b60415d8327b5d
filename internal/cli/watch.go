package cli

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/effects"
	"soprun/internal/tui/kit"
	"soprun/internal/watch"
)

// watchPages tells a program, or several, when a page of the department changes, until
// stop is called. That it cannot be told is said on the screen and stops nothing.
func (a *app) watchPages(send func(tea.Msg), b *effects.Place) (stop func() error) {
	if a.pages == "" {
		return func() error { return nil }
	}
	w, err := watch.Folder(a.pages, time.After)
	if err != nil {
		told := make(chan struct{})
		go func() {
			defer close(told)
			send(kit.PagesChanged{Err: err})
		}()
		return func() error {
			<-told // it returns once the program has ended
			return nil
		}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for change := range w.Changes() {
			b.PagesChanged()
			send(kit.PagesChanged{Err: change.Err})
		}
	}()
	return func() error {
		err := w.Close()
		<-ended
		return err
	}
}
