package collections

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
)

const (
	maxAttachment  = 8 << 20          // bytes
	attachmentTime = 30 * time.Second // for all of them
	maxFileName    = 80               // characters
)

// attachmentHosts are where Discord keeps attachments. Nothing else is ever
// asked for one.
var attachmentHosts = []string{"cdn.discordapp.com", "media.discordapp.net"}

// The formats of package ingest, and those of lists of feeds, by their extensions.
var (
	listKinds       = []string{".opml", ".xml"}
	attachmentKinds = []string{".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson"}
)

// attached returns the attachment given for an option; nil where there is none.
func attached(data discordgo.ApplicationCommandInteractionData, name string) *discordgo.MessageAttachment {
	for _, o := range data.Options {
		if o == nil || o.Name != name || o.Type != discordgo.ApplicationCommandOptionAttachment || data.Resolved == nil {
			continue
		}
		id, _ := o.Value.(string)
		return data.Resolved.Attachments[id]
	}
	return nil
}

// download gets an attachment from Discord, once its kind and size are known to
// be of use.
func (cs *Collections) download(ctx context.Context, a *discordgo.MessageAttachment, kinds []string) (upload, error) {
	name := fileName(a.Filename)
	if !slices.Contains(kinds, path.Ext(name)) {
		if kinds[0] == listKinds[0] {
			return upload{}, problem.Usage("Only .opml and .xml files are read as lists of feeds.")
		}
		return upload{}, problem.Usage("Only .txt, .md, .html and .jsonl files are read. Save the article as one of these.")
	}
	tooLarge := problem.Usage("The file is larger than %d MB. Cut it into smaller ones.", maxAttachment>>20)
	if a.Size > maxAttachment {
		return upload{}, tooLarge
	}
	u, err := url.Parse(a.URL)
	if err != nil || u.Scheme != "https" || u.User != nil || !slices.Contains(attachmentHosts, u.Host) {
		return upload{}, errors.New("an attachment is not where Discord keeps them")
	}
	ctx, cancel := context.WithTimeout(ctx, attachmentTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return upload{}, errors.New("the address of an attachment can't be asked for")
	}
	client := http.Client{
		Transport:     cs.CDN,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return upload{}, notDownloaded(err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusForbidden, http.StatusNotFound:
		return upload{}, problem.Decline("The file is gone", "Discord does not have it any more. Attach it again.")
	default:
		return upload{}, fmt.Errorf("get an attachment: discord's CDN answered %d", resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAttachment+1))
	switch {
	case err != nil:
		return upload{}, notDownloaded(err)
	case len(body) > maxAttachment:
		return upload{}, tooLarge
	}
	return upload{name, body}, nil
}

// notDownloaded leaves the address out of an error: it is as good as a key to
// the file.
func notDownloaded(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("get an attachment: %w", err)
}

// fileName returns the name of a file as it may stand in a list of sources: no
// folders, nothing invisible, not too long, its extension in lower case.
func fileName(raw string) string {
	name := strings.ReplaceAll(message.Tidy(raw), `\`, "/")
	ext := strings.ToLower(path.Ext(name))
	stem := strings.TrimLeft(strings.TrimSuffix(path.Base(name), path.Ext(name)), ". ")
	if stem = message.Shorten(stem, maxFileName); stem == "" || stem == "/" {
		stem = "article"
	}
	return stem + ext
}

// upload is a file that somebody sent, as a file system of its own.
type upload struct {
	name string
	body []byte
}

// Open opens the file.
func (u upload) Open(name string) (fs.File, error) {
	if name != u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return uploaded{u, bytes.NewReader(u.body)}, nil
}

// Stat describes the file, or the folder that it is in.
func (u upload) Stat(name string) (fs.FileInfo, error) {
	switch name {
	case ".":
		return uploadInfo{name: ".", mode: fs.ModeDir | 0o500}, nil
	case u.name:
		return uploadInfo{name: u.name, size: len(u.body), mode: 0o400}, nil
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the file.
func (u upload) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(uploadInfo{name: u.name, size: len(u.body), mode: 0o400})}, nil
}

// uploaded is the file, open.
type uploaded struct {
	of upload
	*bytes.Reader
}

func (f uploaded) Stat() (fs.FileInfo, error) { return f.of.Stat(f.of.name) }
func (f uploaded) Close() error               { return nil }

type uploadInfo struct {
	name string
	size int
	mode fs.FileMode
}

func (i uploadInfo) Name() string       { return i.name }
func (i uploadInfo) Size() int64        { return int64(i.size) }
func (i uploadInfo) Mode() fs.FileMode  { return i.mode }
func (i uploadInfo) ModTime() time.Time { return time.Time{} }
func (i uploadInfo) IsDir() bool        { return i.mode.IsDir() }
func (i uploadInfo) Sys() any           { return nil }
