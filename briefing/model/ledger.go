package model

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Account is on whose behalf a model is used.
type Account struct {
	Server string // its ID, or one of the accounts below
	Person string // who asked; empty for nobody
}

// The accounts of those who are no server. Each has a budget of its own.
const (
	CommandLine    = ""        // of the zero Account
	DirectMessages = "@me"     // of all who ask where the bot was not added to a server; nobody is told apart
	Articles       = "@corpus" // what is done for all, as the embedding of articles
)

type accountKey struct{}

// On returns a context in which models are used on behalf of an account.
func On(ctx context.Context, a Account) context.Context {
	return context.WithValue(ctx, accountKey{}, a)
}

// AccountOf is on whose behalf models are used in a context; the zero Account
// where nobody said.
func AccountOf(ctx context.Context) Account {
	a, _ := ctx.Value(accountKey{}).(Account)
	return a
}

// Dollars is an amount of money in thousand-millionths of a US dollar.
type Dollars int64

// Prices are what a model costs, each for a million tokens.
type Prices struct {
	In  Dollars // that it reads
	Out Dollars // that it writes
}

// Cost is what so many tokens cost, rounded up.
func (p Prices) Cost(in, out int64) Dollars {
	const million = 1_000_000
	return (Dollars(in)*p.In + Dollars(out)*p.Out + million - 1) / million
}

// Usage is how much a language model was used for a server on a day.
type Usage struct {
	Guild    string // its ID, or an account of no server, see [Account]
	Day      string // in UTC, as 2025-08-26
	Model    string
	Requests int64
	Prompt   int64 // tokens
	Reply    int64 // tokens
	Cost     int64 // in thousand-millionths of a dollar
}

// Books are where usage is written down.
type Books interface {
	AddUsage(ctx context.Context, u Usage) error
	Spent(ctx context.Context, guild, day string) (int64, error)
}

// Ledger keeps count of what a model is used, and stops those whose budget for
// the day is spent. It is safe for concurrent use. The nil Ledger counts nothing
// and stops nobody.
type Ledger struct {
	Books  Books
	Prices Prices
	Budget Dollars // of each server for a day, by UTC; 0 for no limit
	Model  string
	Now    func() time.Time
	Log    *slog.Logger
}

// ErrBudget is returned where the budget of the day is spent.
var ErrBudget = errors.New("the budget of the day is spent")

// Today is the day that usage is counted under at a time.
func Today(now time.Time) string { return now.UTC().Format(time.DateOnly) }

// allow fails with [ErrBudget] where an account's budget is spent. Requests that
// are under way then are carried through.
func (l *Ledger) allow(ctx context.Context, a Account) error {
	if l == nil || l.Budget <= 0 {
		return nil
	}
	spent, err := l.Books.Spent(ctx, a.Server, Today(l.Now()))
	if err != nil {
		return fmt.Errorf("look at the budget: %w", err)
	}
	if Dollars(spent) >= l.Budget {
		return ErrBudget
	}
	return nil
}

// bookTime is how long writing usage down may take.
const bookTime = 5 * time.Second

// book writes down a request. It is done also where the answer is not waited for
// any more: it has cost as much.
func (l *Ledger) book(ctx context.Context, in, out int64) {
	if l == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bookTime)
	defer cancel()
	err := l.Books.AddUsage(ctx, Usage{
		Guild: AccountOf(ctx).Server, Day: Today(l.Now()), Model: l.Model,
		Requests: 1, Prompt: in, Reply: out, Cost: int64(l.Prices.Cost(in, out)),
	})
	if err != nil {
		l.Log.Error("usage of the model not counted", "err", err)
	}
}

// bytesPerToken is for servers that do not count: a token is about four letters
// of English.
const bytesPerToken = 4

func estimate(bytes int) int64 { return int64(bytes+bytesPerToken-1) / bytesPerToken }
