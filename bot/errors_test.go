package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/bot/message"
	"sitrep/corpus"
)

func TestPeopleAreToldWhatToDoAndNothingInternal(t *testing.T) {
	secret := "postgres://user:hunter2@10.0.0.1/db"
	for _, tc := range []struct {
		name      string
		err       error
		says      string
		reference bool
	}{
		{"typing", fmt.Errorf("%s: %w", secret, usage("Write it so.")), "Write it so.", false},
		{"old button", message.ErrUnknownControl, "`/brief`", false},
		{"unknown command", fmt.Errorf("%s: %w", secret, errUnknownCommand), "`/help`", false},
		{"deleted brief", errNoBrief, "deleted", false},
		{"too slow", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), "too long", true},
		{"busy", fmt.Errorf("%s: %w: %w", secret, errBusy, context.DeadlineExceeded), "Too many at once", true},
		{"restart", fmt.Errorf("%s: %w", secret, context.Canceled), "restarted", true},
		{"fault", errors.New(secret), "Something went wrong", true},
		{"panic", &panicError{value: secret}, "Something went wrong", true},
	} {
		text := strings.Join(explain(message.Presentation{}, tc.err, "7K2M-Q4XZ").Blocks, "\n")
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

func TestReferencesAreShortAndTellRequestsApart(t *testing.T) {
	seen := map[string]bool{}
	for i := range 1000 {
		ref := reference(fmt.Sprint(1234567890123456789 + i))
		if len(ref) != 9 || seen[ref] {
			t.Fatalf("reference %q is not of 9 characters, or was given twice", ref)
		}
		seen[ref] = true
	}
	if a, b := reference("1"), reference("1"); a != b {
		t.Errorf("one request has two references, %q and %q", a, b)
	}
}

func TestDatesAreReadInISO8601OrInWords(t *testing.T) {
	today := corpus.NewDate(2025, time.June, 18) // a Wednesday
	month := corpus.NewDate(2025, time.June, 0)
	for _, tt := range []struct {
		typed       string
		first, last corpus.Date
	}{
		{" 2025-06 ", month, month},
		{"yesterday", corpus.NewDate(2025, time.June, 17), corpus.NewDate(2025, time.June, 17)},
		{"last week", corpus.NewDate(2025, time.June, 9), corpus.NewDate(2025, time.June, 15)},
		{"letzte Woche", corpus.NewDate(2025, time.June, 9), corpus.NewDate(2025, time.June, 15)},
		{"", corpus.Date{}, corpus.Date{}},
	} {
		if first, last, err := readDate("since", tt.typed, today); err != nil || first != tt.first || last != tt.last {
			t.Errorf("%q is %v to %v, %v", tt.typed, first, last, err)
		}
	}
	for _, s := range []string{"June 2025", "08/09/2025", "2025-13", "2025-02-30", "ferry last week", "<@1>"} {
		_, _, err := readDate("since", s, today)
		var mistaken *Error
		if !errors.As(err, &mistaken) || strings.Contains(err.Error(), s) {
			t.Errorf("%q: %v, want a mistake that does not echo it", s, err)
		}
	}
}
