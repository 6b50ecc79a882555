// Command sitrep briefs a community from its own corpus of news articles: every
// sentence is cited, and every citation is a verbatim span of a stored article.
// Run "sitrep --help" for what it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"sitrep/briefing/render"
)

func main() {
	ignoreLimits()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}

// The exit codes that other programs rely on.
const (
	exitAnswered = 0
	exitFailed   = 1
	exitUsage    = 2
	exitNothing  = 3 // nothing in the corpus, or no answer in it
)

// commands is the command line: one field, and one file, for each subcommand.
type commands struct {
	Brief    briefCommand    `cmd:"" help:"Say what the corpus holds about a topic, every sentence cited."`
	Ask      askCommand      `cmd:"" help:"Answer a question from the corpus, or say that it does not say."`
	Today    todayCommand    `cmd:"" help:"Tell the weightiest stories of the last days, one cited sentence each."`
	Watch    watchCommand    `cmd:"" help:"Tell what is new on a topic as articles come in, or was on some days."`
	Timeline timelineCommand `cmd:"" help:"Tell what happened about a topic, day by day, every event cited."`
	Quotes   quotesCommand   `cmd:"" help:"Tell what people said about a topic, in their words."`
	Check    checkCommand    `cmd:"" help:"Check what somebody said against the corpus, claim by claim."`
	Chat     chatCommand     `cmd:"" help:"Ask questions and follow-ups in the terminal."`
	Ingest   ingestCommand   `cmd:"" help:"Add articles from files, folders and the web to the data folder."`
	Sources  sourcesCommand  `cmd:"" help:"List the articles, show, retract or remove one."`
	Feeds    feedsCommand    `cmd:"" help:"Follow RSS, Atom and JSON feeds and sitemaps."`
	Topics   topicsCommand   `cmd:"" help:"List what a brief can be asked for, most covered first."`
	Eval     evalCommand     `cmd:"" help:"Measure the answers, the cleaning and the follow-ups on public data."`
	Digest   digestCommand   `cmd:"" help:"List, preview and post the digests that channels have subscribed to."`
	Serve    serveCommand    `cmd:"" help:"Run the Discord bot."`
	MCP      mcpCommand      `cmd:"" name:"mcp" help:"Answer other programs: assistants by the Model Context Protocol, and plain HTTP."`
	Doctor   doctorCommand   `cmd:"" help:"Check everything that the bot needs, and say how to mend what is wrong."`
	Invite   inviteCommand   `cmd:"" help:"Print the link by which the bot is added to a server."`
	Health   healthCommand   `cmd:"" help:"Ask a running bot whether it is well, for a supervisor."`
	Backup   backupCommand   `cmd:"" help:"Copy the data folder's articles and everything else it keeps to a file, also while the bot runs."`
	Restore  restoreCommand  `cmd:"" help:"Put what a backup holds into the data folder."`
	Migrate  migrateCommand  `cmd:"" help:"Copy everything from the data folder to a PostgreSQL database, or back."`
	Reindex  reindexCommand  `cmd:"" help:"Make the search index anew."`
	Version  versionCommand  `cmd:"" help:"Print which version of sitrep this is."`
}

// program is what a command finds around it.
type program struct {
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	environ []string
}

// Run runs the program with its arguments, without the program's own name, and
// returns its exit code. It stops early, in good order, when ctx ends.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, environ []string) int {
	p := &program{stdin, stdout, stderr, environ}
	shown := false // help was asked for and given
	parser, err := kong.New(&commands{},
		kong.Name("sitrep"),
		kong.Description("Cited briefs from your own corpus of news articles."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { shown = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(p),
	)
	if err != nil {
		return p.fail(err)
	}
	command, err := parser.Parse(args)
	switch {
	case shown:
		return exitAnswered
	case err != nil:
		meant := "sitrep"
		if parse := new(kong.ParseError); errors.As(err, &parse) && parse.Context.Selected() != nil {
			meant = parse.Context.Selected().FullPath()
		}
		return p.fail(usageError{fmt.Errorf("%w; see what there is with: %s --help", err, meant)})
	}
	if err := command.Run(); err != nil {
		return p.fail(err)
	}
	return exitAnswered
}

// usageError is a command line that makes no sense.
type usageError struct{ error }

// errNothing means that the corpus has nothing to say, which is an answer and
// not a failure.
var errNothing = errors.New("nothing in the corpus")

// fail tells a person on one line what went wrong, and returns the exit code
// for it.
func (p *program) fail(err error) int {
	if errors.Is(err, context.Canceled) {
		err = errors.New("stopped")
	}
	p.tell("%v", err)
	var usage usageError
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, errNothing):
		return exitNothing
	}
	return exitFailed
}

// getenv returns an environment variable, empty where it is not set.
func (p *program) getenv(name string) string {
	value := ""
	for _, pair := range p.environ {
		if v, ok := strings.CutPrefix(pair, name+"="); ok {
			value = v
		}
	}
	return value
}

// tell writes one line to standard error.
func (p *program) tell(format string, args ...any) {
	fmt.Fprintf(p.stderr, "sitrep: %s\n", render.Line(fmt.Sprintf(format, args...)))
}

// print writes a command's result to standard output.
func (p *program) print(s string) error {
	if _, err := io.Copy(p.stdout, strings.NewReader(s)); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}
