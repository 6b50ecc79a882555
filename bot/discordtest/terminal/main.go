// Command terminal lets you talk to the bot without Discord: it is a Discord of
// your own with one server and you in it, and starts the bot that is to be
// connected to it.
//
//	go build ./cmd/sitrep
//	go run ./bot/discordtest/terminal ./sitrep serve
//
// Then type as you would in Discord:
//
//	/                           the commands that there are
//	/brief north-korea          a command
//	/brief topic:copper since:2024 detail:full
//	tab /brief nor              what Discord suggests for what has been typed
//	click Timeline              the button that begins so, of the last message that has one
//	choose 2                    an entry of a menu, by number or name
//	fill Why did it fail?       the form that has opened: its only field
//	fill Name: Kim              or one of several; then: send
//	apps Check                  the menu of the last message
//	and in 2019?                a message in the channel that mentions the bot
//	say Kim met Moon in 2018.   one that does not, such as for: apps Check
//	wait                        for what the bot posts by itself, such as a digest
//	?                           this list
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
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
)

// verbs are what may be typed.
const verbs = `  /                           the commands that there are
  /brief north-korea          a command
  tab /brief nor              what Discord suggests for what has been typed
  click Timeline              the button that begins so, of the last message that has one
  choose 2                    an entry of a menu, by number or name
  fill Why did it fail?       the form that has opened; of several fields "fill Name: Kim", then: send
  and in 2019?                a message that mentions the bot
  say Kim met Moon in 2018.   a message that does not
  apps Check                  the menu of the last message
  wait                        for what the bot posts by itself
  ?                           this list
`

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
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
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
	fmt.Fprintln(stdout, "The bot is connected. Type /help, or /brief and a topic, or ? for all that can be done.")
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
	srv    *discordtest.Server
	out    io.Writer
	shown  []discordtest.Message // by the bot, the last one last
	latest string                // the message that was last written or shown, by ID
	seen   map[string]bool       // the messages that have been shown, by ID
	posted bool                  // something was posted since the last line

	form   *rules.Modal // that is open; nil for none
	opened *discordtest.Interaction
	filled map[string]string // what its fields hold, by custom ID
}

// talk does what is typed, line by line.
func (p *person) talk(ctx context.Context, in io.Reader) error {
	p.seen = map[string]bool{}
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
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		var line string
		select {
		case typed, more := <-lines:
			if !more {
				return nil
			}
			line = strings.TrimSpace(typed)
		case <-look.C:
			p.posted = p.showPosts() || p.posted
			continue
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if line == "" {
			continue
		}
		fmt.Fprintf(p.out, "\n> %s\n\n", line)
		waiting, done := context.WithTimeout(ctx, patience)
		err := p.do(waiting, line)
		done()
		p.posted = p.showPosts()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			fmt.Fprintf(p.out, "(%v)\n", err)
		}
	}
}

// do does what one line says, and shows what comes of it.
func (p *person) do(ctx context.Context, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case line == "?":
		fmt.Fprint(p.out, verbs)
		return nil
	case line == "/":
		fmt.Fprint(p.out, p.srv.Menu(discordtest.Guild))
		return nil
	case strings.HasPrefix(line, "/"):
		return p.show(ctx, p.srv.Type(discordtest.Guild, discordtest.User, line, manager))
	case word == "tab":
		return p.suggest(ctx, rest)
	case word == "click":
		for _, m := range slices.Backward(p.shown) {
			for _, c := range m.Controls() {
				if !c.IsSelect() && begins(c.Label, rest) {
					return p.show(ctx, p.srv.Click(m.ID, discordtest.User, c.CustomID, manager))
				}
			}
		}
		return p.noButton(rest)
	case word == "choose":
		return p.choose(ctx, rest)
	case word == "fill" || line == "send":
		return p.fill(ctx, word, rest)
	case word == "apps":
		return p.show(ctx, p.srv.OnMessage(discordtest.Guild, discordtest.User, rest, p.latest, manager))
	case line == "wait":
		return p.wait(ctx)
	case word == "say":
		p.latest = p.srv.Say(discordtest.Guild, discordtest.Channel, discordtest.User, rest, "").ID
		p.seen[p.latest] = true
		return nil
	}
	said := p.srv.Say(discordtest.Guild, discordtest.Channel, discordtest.User, p.srv.Mention()+" "+line, "")
	p.latest, p.seen[said.ID] = said.ID, true
	m, err := p.srv.WaitReplyTo(ctx, said)
	if err != nil {
		return err
	}
	p.print(m)
	return nil
}

// noButton says of a label that no button has it, and which there are.
func (p *person) noButton(label string) error {
	var there []string
	for _, m := range p.shown[max(0, len(p.shown)-1):] {
		for _, c := range m.Controls() {
			if !c.IsSelect() {
				there = append(there, c.Label)
			}
		}
	}
	if len(there) == 0 {
		return fmt.Errorf("no answer has a button %q, and the last one has none", label)
	}
	return fmt.Errorf("no answer has a button %q; the last one has: %s", label, strings.Join(there, ", "))
}

// manager is somebody who may do everything in the server.
var manager = discordtest.Permissions(discordtest.ManageServer)

// begins reports whether a label begins as was typed.
func begins(label, typed string) bool {
	return typed != "" && len(label) >= len(typed) && strings.EqualFold(label[:len(typed)], typed)
}

// show waits for what an interaction is answered with, and shows it.
func (p *person) show(ctx context.Context, asked *discordtest.Interaction) error {
	m, form, err := asked.WaitAnswer(ctx)
	switch {
	case err != nil:
		return err
	case form != nil:
		p.form, p.opened, p.filled = form, asked, map[string]string{}
		fmt.Fprint(p.out, form.Shown())
		return nil
	}
	p.print(m)
	return nil
}

// print shows a message, with the files that came with it.
func (p *person) print(m discordtest.Message) {
	p.shown = append(slices.DeleteFunc(p.shown, func(o discordtest.Message) bool { return o.ID == m.ID }), m)
	p.latest, p.seen[m.ID] = m.ID, true
	fmt.Fprint(p.out, m.Shown())
	for _, f := range m.Files {
		fmt.Fprintf(p.out, "--- %s\n%s\n---\n", f.Name, f.Data)
	}
}

// suggest shows what Discord would suggest for the option being typed: the last
// one named, else the first.
func (p *person) suggest(ctx context.Context, line string) error {
	var choices []rules.Choice
	for try := 0; try < keys && len(choices) == 0; try++ { // whoever sees none presses another key
		var err error
		if choices, err = p.srv.Typing(discordtest.Guild, discordtest.User, line, manager).WaitChoices(ctx); err != nil {
			return err
		}
	}
	for _, c := range choices {
		fmt.Fprintf(p.out, "  %s\n", c.Name)
	}
	if len(choices) == 0 {
		fmt.Fprintln(p.out, "(no suggestions)")
	}
	return nil
}

// keys is how often suggestions are asked for before there are none.
const keys = 3

// choose picks an entry of the last menu that has it.
func (p *person) choose(ctx context.Context, entry string) error {
	n, _ := strconv.Atoi(entry)
	for _, m := range slices.Backward(p.shown) {
		for _, c := range m.Controls() {
			for i, o := range c.Options {
				if i+1 == n || begins(o.Label, entry) {
					return p.show(ctx, p.srv.Select(m.ID, discordtest.User, c.CustomID, []string{o.Value}, manager))
				}
			}
		}
	}
	return fmt.Errorf("no menu has an entry %q to choose", entry)
}

// fill fills in the form that is open, and sends it where that is all.
func (p *person) fill(ctx context.Context, word, text string) error {
	if p.form == nil {
		return errors.New("no form is open")
	}
	fields := p.form.Fields()
	for _, f := range fields {
		if _, there := p.filled[f.CustomID]; !there {
			p.filled[f.CustomID] = f.Value
		}
	}
	if word == "fill" {
		at := fields[0]
		for _, f := range fields {
			if label, value, named := strings.Cut(text, ":"); named && len(fields) > 1 && begins(f.Label, strings.TrimSpace(label)) {
				at, text = f, strings.TrimSpace(value)
				break
			}
		}
		p.filled[at.CustomID] = text
		if len(fields) > 1 {
			return nil
		}
	}
	form := p.opened.SubmitModal(p.filled)
	p.form = nil
	return p.show(ctx, form)
}

// lookEvery is how often it is looked for what the bot has posted by itself.
const lookEvery = 200 * time.Millisecond

// showPosts shows what the bot has posted in the channel by itself, and reports
// whether that was anything.
func (p *person) showPosts() (any bool) {
	for _, m := range p.srv.Messages(discordtest.Channel) {
		if p.seen[m.ID] || m.Author != p.srv.AppID() || m.Loading || m.Deleted || m.Asked || m.ReplyTo != "" {
			continue
		}
		fmt.Fprint(p.out, "\n(posted in the channel)\n\n")
		p.print(m)
		any = true
	}
	return any
}

// wait waits for something to be posted, unless something was since the last line.
func (p *person) wait(ctx context.Context) error {
	for !p.posted && !p.showPosts() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("nothing was posted within %s", patience)
		case <-time.After(lookEvery):
		}
	}
	return nil
}
