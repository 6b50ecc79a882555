package problem

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sitrep/bot/message"
)

func TestPeopleAreToldWhatToDoAndNothingInternal(t *testing.T) {
	secret := "postgres://user:hunter2@10.0.0.1/db"
	for _, tc := range []struct {
		name      string
		err       error
		says      string
		reference bool
	}{
		{"typing", fmt.Errorf("%s: %w", secret, Usage("Write it so.")), "Write it so.", false},
		{"old button", message.ErrUnknownControl, "`/brief`", false},
		{"unknown command", fmt.Errorf("%s: %w", secret, ErrUnknownCommand), "`/help`", false},
		{"gone", &Error{Code: Gone, Title: "This is gone", Text: "It was deleted."}, "deleted", false},
		{"too slow", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), "too long", true},
		{"busy", fmt.Errorf("%s: %w: %w", secret, ErrBusy, context.DeadlineExceeded), "Too many at once", true},
		{"restart", fmt.Errorf("%s: %w", secret, context.Canceled), "restarted", true},
		{"fault", errors.New(secret), "Something went wrong", true},
	} {
		text := strings.Join(Explain(message.Presentation{}, tc.err, "7K2M-Q4XZ").Blocks, "\n")
		if !strings.Contains(text, tc.says) {
			t.Errorf("%s: does not say %q:\n%s", tc.name, tc.says, text)
		}
		if strings.Contains(text, "7K2M-Q4XZ") != tc.reference {
			t.Errorf("%s: reference shown: %t, want %t:\n%s", tc.name, !tc.reference, tc.reference, text)
		}
		if strings.Contains(text, "hunter2") {
			t.Errorf("%s: shows something internal:\n%s", tc.name, text)
		}
	}
}
