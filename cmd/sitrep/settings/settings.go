// Package settings is what an operator may set: one variable for each field of
// [Settings], in the environment or in a file .env, of which the environment wins.
// .env.example documents them all; a test holds that it does.
//
// [Read] checks each by its own type. All that are wrong are reported at once, as what
// they may be and never as what they were: any of them may be a secret written in the
// wrong place. A [Secret] comes out by [Secret.Reveal] only, however else it is
// printed, logged or encoded. The file is read as people and their editors write it;
// what can't be read is named by its line (dotenv.go).
package settings

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"sitrep/bot/discord/gateway"
	"sitrep/briefing/model"
	"sitrep/corpus/alias"
	"sitrep/corpus/library"
	"sitrep/corpus/outlet"
	"sitrep/corpus/store"
)

// Settings is everything that the environment or the file .env can set. The
// variables are documented in .env.example.
type Settings struct {
	DiscordToken   Secret    `env:"DISCORD_TOKEN"`
	DiscordAPIURL  Address   `env:"DISCORD_API_URL"`
	DiscordGuildID Snowflake `env:"DISCORD_GUILD_ID"`

	DiscordPublicKey PublicKey `env:"DISCORD_PUBLIC_KEY"`
	HTTPAddr         ListenAt  `env:"SITREP_HTTP_ADDR"`
	Shards           Shards    `env:"SITREP_SHARDS" envDefault:"auto"`

	MessageContent   OnOff `env:"SITREP_MESSAGE_CONTENT"`
	RememberChannels Span  `env:"SITREP_REMEMBER_CHANNELS"` // 0 for what package bot does
	RememberThreads  Span  `env:"SITREP_REMEMBER_THREADS"`  // the same

	DigestGrace Span `env:"SITREP_DIGEST_GRACE"` // 0 for what package bot does

	// What is kept for each server at most; 0 for [store.DefaultQuota].
	QuotaArticles Amount `env:"SITREP_QUOTA_ARTICLES"`
	QuotaText     Size   `env:"SITREP_QUOTA_TEXT"`
	QuotaWords    Amount `env:"SITREP_QUOTA_WORDS"`
	QuotaFeeds    Amount `env:"SITREP_QUOTA_FEEDS"`
	QuotaBriefs   Amount `env:"SITREP_QUOTA_BRIEFS"`

	OpenAIKey     Secret       `env:"OPENAI_API_KEY"`
	OpenAIBaseURL ModelAddress `env:"OPENAI_BASE_URL"`
	OpenAIModel   string       `env:"OPENAI_MODEL"`

	EmbeddingsModel string   `env:"OPENAI_EMBEDDINGS_MODEL"`
	ModelTimeout    Patience `env:"SITREP_MODEL_TIMEOUT"` // 0 for what package briefing does
	Judge           Judge    `env:"SITREP_JUDGE"`
	PriceIn         Dollars  `env:"SITREP_PRICE_IN"`
	PriceOut        Dollars  `env:"SITREP_PRICE_OUT"`
	PriceEmbeddings Dollars  `env:"SITREP_PRICE_EMBEDDINGS"`
	Budget          Dollars  `env:"SITREP_BUDGET"`

	Mode        Mode      `env:"SITREP_MODE" envDefault:"auto"`
	Data        string    `env:"SITREP_DATA" envDefault:"./data"`
	Database    Database  `env:"SITREP_DATABASE"` // empty for a file in the data folder
	Aliases     Aliases   `env:"SITREP_ALIASES"`
	Outlets     Outlets   `env:"SITREP_OUTLETS"`
	Log         LogFormat `env:"SITREP_LOG" envDefault:"text"`
	MetricsAddr Loopback  `env:"SITREP_METRICS_ADDR"`

	WebAddr ListenAt `env:"SITREP_WEB_ADDR"`
	WebURL  Address  `env:"SITREP_WEB_URL"`

	APIToken Secret `env:"SITREP_API_TOKEN"`

	comparing func(done, of int) // tells how far opening an older data folder is
}

// Read reads the configuration from environment variables (NAME=value)
// and from a .env file, of which the environment wins. A file that does not
// exist is an empty one. Space around a value is not part of it. No error holds a
// value: any of them may be a secret written in the wrong place.
func Read(environ []string, file string) (Settings, error) {
	vars, err := readDotenv(file)
	if err != nil {
		return Settings{}, err
	}
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok {
			vars[name] = value
		}
	}
	for name, value := range vars {
		vars[name] = trimmed(value)
	}
	c, err := env.ParseAsWithOptions[Settings](env.Options{Environment: vars})
	if err != nil {
		return Settings{}, explain(err)
	}
	return c, nil
}

// Logger returns the log that an operator reads.
func (c Settings) Logger(w io.Writer) *slog.Logger {
	if c.Log == JSONLog {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// explain turns the parser's errors, one for each bad field, into one line that
// names every variable and what it may be.
func explain(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return fmt.Errorf("read configuration: %w", err)
	}
	var lines []string
	for _, e := range all.Errors {
		var bad env.ParseError
		if !errors.As(e, &bad) {
			return fmt.Errorf("read configuration: %w", e)
		}
		lines = append(lines, variable(bad.Name)+" "+bad.Err.Error())
	}
	return fmt.Errorf("read configuration: %s", strings.Join(lines, "; "))
}

// variable is the environment variable of a field of config.
func variable(field string) string {
	f, _ := reflect.TypeFor[Settings]().FieldByName(field)
	return f.Tag.Get("env")
}

// The types below check one setting each. Their errors say what the setting may
// be, never what it was.

// Mode says who writes the sentences of a brief.
type Mode string

const (
	AutoMode          Mode = "auto"          // a model if there is one
	DeterministicMode Mode = "deterministic" // never a model
	GeneratedMode     Mode = "generated"     // always a model
)

// UnmarshalText accepts the three modes.
func (m *Mode) UnmarshalText(b []byte) error {
	switch v := Mode(b); v {
	case AutoMode, DeterministicMode, GeneratedMode:
		*m = v
		return nil
	}
	return errors.New("must be auto, deterministic or generated")
}

// Judge says at which of its sentences a model takes a second look.
type Judge string

// The zero judge looks at those that the articles leave undecided.
const (
	JudgeModel Judge = "model" // at all of them
	JudgeNone  Judge = "none"
)

// UnmarshalText accepts model, none, and nothing.
func (j *Judge) UnmarshalText(b []byte) error {
	switch v := Judge(b); v {
	case JudgeModel, JudgeNone, "":
		*j = v
		return nil
	}
	return errors.New("must be model, none, or empty")
}

// Dollars is an amount of money.
type Dollars model.Dollars

// UnmarshalText accepts amounts from 0 to 100000, with up to nine decimals, such
// as 0.15.
func (d *Dollars) UnmarshalText(b []byte) error {
	whole, part, _ := strings.Cut(string(b), ".")
	n, err := strconv.ParseUint(whole, 10, 32)
	fraction, bad := strconv.ParseUint((part + "000000000")[:9], 10, 32)
	if err != nil || bad != nil || n > 100_000 || len(part) > 9 {
		return errors.New("must be an amount in dollars, such as 0.15")
	}
	*d = Dollars(n*1_000_000_000 + fraction)
	return nil
}

// Patience is how long a model may take.
type Patience time.Duration

// UnmarshalText accepts a number of seconds, 1s to 90s: an answer in Discord may
// take two minutes in all.
func (p *Patience) UnmarshalText(b []byte) error {
	digits, isSeconds := strings.CutSuffix(string(b), "s")
	n, err := strconv.ParseUint(digits, 10, 8)
	if err != nil || !isSeconds || n < 1 || n > 90 {
		return errors.New("must be a number of seconds from 1s to 90s, such as 15s")
	}
	*p = Patience(time.Duration(n) * time.Second)
	return nil
}

// LogFormat is how log lines are written.
type LogFormat string

const (
	TextLog LogFormat = "text"
	JSONLog LogFormat = "json"
)

// UnmarshalText accepts text and json.
func (l *LogFormat) UnmarshalText(b []byte) error {
	switch v := LogFormat(b); v {
	case TextLog, JSONLog:
		*l = v
		return nil
	}
	return errors.New("must be text or json")
}

// OnOff is a setting that is on or off.
type OnOff bool

// UnmarshalText accepts true and false.
func (v *OnOff) UnmarshalText(b []byte) error {
	switch string(b) {
	case "true", "false":
		*v = string(b) == "true"
		return nil
	}
	return errors.New("must be true or false")
}

// Span is a length of time, of a minute to ten years.
type Span time.Duration

// UnmarshalText accepts a number of minutes, hours or days: 90m, 24h, 30d.
func (v *Span) UnmarshalText(b []byte) error {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	if n := len(b) - 1; n > 0 {
		count, err := strconv.ParseUint(string(b[:n]), 10, 32)
		unit, known := units[b[n]]
		const most = 10 * 366 * 24 * time.Hour
		if err == nil && known && count > 0 && count <= uint64(most/unit) {
			*v = Span(time.Duration(count) * unit)
			return nil
		}
	}
	return errors.New("must be a number of minutes, hours or days, such as 90m, 24h or 30d")
}

// Aliases are the names that topics are known by; its zero value has the
// built-in ones.
type Aliases struct{ set *alias.Set }

// Set returns them; nil for the built-in ones.
func (a Aliases) Set() *alias.Set { return a.set }

// UnmarshalText accepts the name of a file of aliases, which are laid over the
// built-in ones.
func (a *Aliases) UnmarshalText(b []byte) error {
	f, err := os.Open(string(b))
	if err != nil {
		return errors.New("must name a file of aliases that can be read")
	}
	defer f.Close()
	own, err := alias.Load(io.LimitReader(f, maxFile))
	if err != nil {
		return fmt.Errorf("must name a file of aliases: %w", err)
	}
	a.set = alias.Default().Extend(own)
	return nil
}

// Outlets are those that are known; its zero value has the built-in ones.
type Outlets struct{ set *outlet.Set }

// Set returns them.
func (o Outlets) Set() *outlet.Set {
	if o.set == nil {
		return outlet.Default()
	}
	return o.set
}

// UnmarshalText accepts the name of a file of outlets, which are laid over the
// built-in ones.
func (o *Outlets) UnmarshalText(b []byte) error {
	f, err := os.Open(string(b))
	if err != nil {
		return errors.New("must name a file of outlets that can be read")
	}
	defer f.Close()
	own, err := outlet.Load(io.LimitReader(f, maxFile))
	if err != nil {
		return fmt.Errorf("must name a file of outlets: %w", err)
	}
	o.set = outlet.Default().Extend(own)
	return nil
}

// maxFile bounds a file of aliases, or of outlets, in bytes.
const maxFile = 16 << 20

// Telling returns the settings with whom to tell how far the opening of an older data
// folder is.
func (c Settings) Telling(comparing func(done, of int)) Settings {
	c.comparing = comparing
	return c
}

// Store returns how stores are opened: where, and whom they tell how far that is.
func (c Settings) Store() store.Option {
	comparing, database := store.OnComparing(c.comparing), store.Database(c.Database.Reveal())
	return func(s *store.Store) { comparing(s); database(s) }
}

// HasLibrary reports whether there is a library: a database, or a file in the data folder.
func (c Settings) HasLibrary() bool { return c.Database.Reveal() != "" || library.Exists(c.Data) }

// Database is the address of a PostgreSQL database. It may hold a password.
type Database struct{ Secret }

// UnmarshalText accepts addresses of such databases.
func (d *Database) UnmarshalText(b []byte) error {
	b = bytes.TrimSpace(b)
	if u, err := url.Parse(string(b)); len(b) > 0 && (err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return errors.New("must be the address of a PostgreSQL database, such as postgres://sitrep@db.example/sitrep")
	}
	return d.Secret.UnmarshalText(b)
}

// Library returns how libraries are opened. Without a log, the command tells
// itself what takes long.
func (c Settings) Library(log *slog.Logger) library.Options {
	quota := c.quota()
	o := library.Options{Aliases: c.Aliases.set, Log: log, Quota: &quota, Database: c.Database.Reveal()}
	if log == nil {
		o.Comparing = c.comparing
	}
	return o
}

// HasModel reports whether a language model is configured: its name, and a key
// or an address. OpenAI itself needs a key, a server of one's own an address.
func (c Settings) HasModel() bool {
	return c.OpenAIModel != "" && (c.OpenAIKey.Reveal() != "" || c.OpenAIBaseURL != "")
}

// UsesModel reports whether a language model writes.
func (c Settings) UsesModel() bool { return c.Mode != DeterministicMode && c.HasModel() }

// Embeds reports whether passages are found by what they mean, too. Where no
// model may have a say in what is posted, none has one in what is found.
func (c Settings) Embeds() bool { return c.EmbeddingsModel != "" && c.UsesModel() }

// Prices are what the model costs.
func (c Settings) Prices() model.Prices {
	return model.Prices{In: model.Dollars(c.PriceIn), Out: model.Dollars(c.PriceOut)}
}

// quota is what is kept for each server at most.
func (c Settings) quota() store.Quota {
	q := store.DefaultQuota
	q.Articles = cmp.Or(int(c.QuotaArticles), q.Articles)
	q.Bytes = cmp.Or(int64(c.QuotaText), q.Bytes)
	q.Terms = cmp.Or(int64(c.QuotaWords), q.Terms)
	q.Feeds = cmp.Or(int(c.QuotaFeeds), q.Feeds)
	q.Briefs = cmp.Or(int(c.QuotaBriefs), q.Briefs)
	return q
}

// Amount is how many of something there may be.
type Amount int

// UnmarshalText accepts numbers from 1 to a thousand million.
func (a *Amount) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 10, 32)
	if err != nil || n < 1 || n > 1_000_000_000 {
		return errors.New("must be a number from 1 to 1000000000")
	}
	*a = Amount(n)
	return nil
}

// Size is a number of bytes.
type Size int64

// UnmarshalText accepts megabytes and gigabytes: 100MB, 2GB.
func (v *Size) UnmarshalText(b []byte) error {
	for unit, shift := range map[string]int{"MB": 20, "GB": 30} {
		if digits, ok := strings.CutSuffix(string(b), unit); ok {
			if n, err := strconv.ParseUint(digits, 10, 16); err == nil && n > 0 {
				*v = Size(n << shift)
				return nil
			}
		}
	}
	return errors.New("must be a size in megabytes or gigabytes, such as 100MB or 2GB")
}

// Address is the base of an HTTP API, without a slash at its end.
type Address string

// UnmarshalText accepts http and https addresses.
func (a *Address) UnmarshalText(b []byte) error {
	u, err := url.Parse(string(b))
	isHTTP := func(s string) bool { return s == "http" || s == "https" }
	if err != nil || u.Host == "" || !isHTTP(u.Scheme) || isHTTP(u.Hostname()) { // such as http://https://…
		return errors.New("must be an address that begins with https:// or http://")
	}
	*a = Address(strings.TrimRight(string(b), "/"))
	return nil
}

// ModelAddress is the base of the API of a language model.
type ModelAddress Address

// UnmarshalText accepts what address does, but not http to a server of the web:
// the key and the questions would cross it in the clear, and most such servers
// speak https alone. An address that names its port is taken as it is.
func (a *ModelAddress) UnmarshalText(b []byte) error {
	var base Address
	if err := base.UnmarshalText(b); err != nil {
		return err
	}
	u, err := url.Parse(string(base))
	if err != nil {
		return errors.New("must be an address that begins with https:// or http://")
	}
	if u.Scheme == "http" && u.Port() == "" && onTheWeb(u.Hostname()) {
		return errors.New("must begin with https://, not http://, for a server on the web; if yours does speak http, name its port, such as :80")
	}
	*a = ModelAddress(base)
	return nil
}

// onTheWeb reports whether a name is one of the web, as far as names tell: it
// has a dot, is no number, and ends in nothing that is kept for local networks.
func onTheWeb(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	if dot < 0 || net.ParseIP(host) != nil {
		return false
	}
	switch strings.ToLower(host[dot+1:]) {
	case "local", "localhost", "localdomain", "internal", "lan", "home", "corp", "arpa", "test":
		return false
	}
	return true
}

// Snowflake is an ID as Discord writes it.
type Snowflake string

// UnmarshalText accepts 1 to 20 digits.
func (id *Snowflake) UnmarshalText(b []byte) error {
	if len(b) == 0 || len(b) > 20 || strings.Trim(string(b), "0123456789") != "" {
		return errors.New("must be a number: in Discord, copy the ID of the server with developer mode on")
	}
	*id = Snowflake(b)
	return nil
}

// Loopback is an address that only this machine can reach.
type Loopback string

// UnmarshalText accepts host:port where the host is this machine.
func (l *Loopback) UnmarshalText(b []byte) error {
	host, port, err := net.SplitHostPort(string(b))
	if err == nil && port != "" && (host == "localhost" || net.ParseIP(host).IsLoopback()) {
		*l = Loopback(b)
		return nil
	}
	return errors.New("must be an address of this machine with a port, such as 127.0.0.1:9090")
}

// ListenAt is an address to listen on.
type ListenAt string

// UnmarshalText accepts host:port, and :port for every address of this machine.
// Port 0 is one that is free, which the log names.
func (l *ListenAt) UnmarshalText(b []byte) error {
	_, port, err := net.SplitHostPort(string(b))
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		return errors.New("must be an address with a port to listen on, such as 127.0.0.1:8080 or :8080")
	}
	*l = ListenAt(b)
	return nil
}

// PublicKey is the key by which Discord signs what it sends over HTTP.
type PublicKey ed25519.PublicKey

// UnmarshalText accepts a key as the developer portal shows it.
func (k *PublicKey) UnmarshalText(b []byte) error {
	key, err := gateway.ParsePublicKey(string(b))
	if err != nil {
		return errors.New("must be the 64 hexadecimal digits under General Information, Public Key, in the developer portal")
	}
	*k = PublicKey(key)
	return nil
}

// Shards is how many gateway connections there are; [gateway.AutoShards] for as
// many as Discord recommends.
type Shards int

// UnmarshalText accepts auto and numbers from 1 on.
func (s *Shards) UnmarshalText(b []byte) error {
	if string(b) == "auto" {
		*s = gateway.AutoShards
		return nil
	}
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 || n > 1024 {
		return errors.New("must be auto or a number from 1 to 1024")
	}
	*s = Shards(n)
	return nil
}
