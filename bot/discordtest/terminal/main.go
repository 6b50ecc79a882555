// Command terminal lets you talk to the bot without Discord: it is a Discord of
// your own with one server and you in it, and starts the bot that is to be
// connected to it.
//
//	go build ./cmd/sitrep
//	go run ./bot/discordtest/terminal ./sitrep serve
//
// Then type as you would in Discord:
//
//	/brief north-korea          a command
//	/brief topic:copper since:2024 detail:full
//	click Timeline              the button below the last answer that begins so
//	and in 2019?                a message in the channel that mentions the bot
//
// It ends the bot and itself when its input ends. The bot keeps its data in a
// folder that is then deleted, unless SITREP_DATA says where else.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"sitrep/bot/discordtest"
)

func main() {
	// Whoever reads what is printed may stop: "| head" must not leave the bot behind.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "terminal:", err)
		os.Exit(1)
	}
}

const (
	patience = 30 * time.Second // to connect, and to answer
	goodbye  = 10 * time.Second // for the bot to stop
)

// run talks to the bot that args start.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	if len(args) == 0 {
		return errors.New("name the program that is the bot, such as: go run ./bot/discordtest/terminal ./sitrep serve")
	}
	srv, err := discordtest.Start(discordtest.Options{})
	if err != nil {
		return err
	}
	defer srv.Close()
	bot := exec.Command(args[0], args[1:]...)
	bot.Stderr = stderr
	bot.Env = append(os.Environ(), "DISCORD_API_URL="+srv.URL(), "DISCORD_TOKEN="+srv.Token(), "DISCORD_GUILD_ID=", "SITREP_HTTP_ADDR=")
	if os.Getenv("SITREP_DATA") == "" {
		data, err := os.MkdirTemp("", "sitrep-terminal-")
		if err != nil {
			return fmt.Errorf("make a data folder: %w", err)
		}
		defer os.RemoveAll(data)
		bot.Env = append(bot.Env, "SITREP_DATA="+data)
	}
	if err := bot.Start(); err != nil {
		return fmt.Errorf("start the bot: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- bot.Wait() }()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		err := <-ended
		if err == nil {
			err = errors.New("it stopped")
		}
		cancel(fmt.Errorf("the bot ended: %w", err))
		ended <- err
	}()
	defer func() { err = errors.Join(err, end(bot.Process, ended)) }()

	connecting, done := context.WithTimeout(ctx, patience)
	defer done()
	if err := errors.Join(srv.WaitConnected(connecting), srv.WaitCommands(connecting)); err != nil {
		return cause(ctx, err)
	}
	fmt.Fprintln(stdout, "The bot is connected. Type /help, or /brief and a topic.")
	return (&person{srv: srv, out: stdout}).talk(ctx, stdin)
}

// cause is why the context ended, where that is why something failed.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// end stops the bot.
func end(bot *os.Process, ended chan error) error {
	if runtime.GOOS == "windows" {
		bot.Kill() // there is no kinder way
	} else {
		bot.Signal(syscall.SIGTERM)
	}
	select {
	case <-ended:
		return nil
	case <-time.After(goodbye):
		bot.Kill()
		return errors.New("the bot did not stop when it was asked to")
	}
}

// person is whoever types.
type person struct {
	srv  *discordtest.Server
	out  io.Writer
	last discordtest.Message // that the bot has shown
}

// talk does what is typed, line by line.
func (p *person) talk(ctx context.Context, in io.Reader) error {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(in); scan.Scan(); {
			select {
			case lines <- scan.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		var line string
		select {
		case typed, more := <-lines:
			if !more {
				return nil
			}
			line = strings.TrimSpace(typed)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if line == "" {
			continue
		}
		fmt.Fprintf(p.out, "\n> %s\n\n", line)
		waiting, done := context.WithTimeout(ctx, patience)
		m, err := p.say(waiting, line)
		done()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			fmt.Fprintf(p.out, "(%v)\n", err)
			continue
		}
		p.last = m
		fmt.Fprint(p.out, m.Text())
	}
}

// say does what one line says, and returns the answer.
func (p *person) say(ctx context.Context, line string) (discordtest.Message, error) {
	label, click := strings.CutPrefix(line, "click ")
	switch {
	case strings.HasPrefix(line, "/"):
		return p.srv.Type(discordtest.Guild, discordtest.User, line, discordtest.Permissions(discordtest.ManageServer)).WaitReply(ctx)
	case click:
		for _, c := range p.last.Controls() {
			if !c.IsSelect() && len(c.Label) >= len(label) && strings.EqualFold(c.Label[:len(label)], label) {
				return p.srv.Click(p.last.ID, discordtest.User, c.CustomID).WaitReply(ctx)
			}
		}
		return discordtest.Message{}, fmt.Errorf("the last answer has no button %q", label)
	}
	return p.srv.WaitReplyTo(ctx, p.srv.Say(discordtest.Guild, discordtest.Channel, discordtest.User, p.srv.Mention()+" "+line, ""))
}
