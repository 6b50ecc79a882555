package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// File is a file that came with a message.
type File struct {
	Name string
	Type string // its media type
	Data []byte
}

// Unpack takes the form apart in which files come: the body, and the files by the
// names of their parts (developers/reference, Uploading Files). Any other body
// it returns as it is.
func Unpack(kind string, sent []byte) (body []byte, files map[string]File, err error) {
	media, parameters, err := mime.ParseMediaType(kind)
	if err != nil || media != "multipart/form-data" {
		return sent, nil, nil
	}
	files = map[string]File{}
	for form := multipart.NewReader(bytes.NewReader(sent), parameters["boundary"]); ; {
		part, err := form.NextPart()
		if err == io.EOF {
			return body, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		if name := part.FormName(); name == "payload_json" {
			body = data
		} else {
			files[name] = File{part.FileName(), part.Header.Get("Content-Type"), data}
		}
	}
}

// InOrder returns files in the order of their parts' names.
func InOrder(files map[string]File) []File {
	var out []File
	for _, part := range slices.Sorted(maps.Keys(files)) {
		out = append(out, files[part])
	}
	return out
}

// fileNames are the names that Discord leaves as they are.
var fileNames = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)

// CheckFiles tells whether the files that came with a body are those that it
// names, and those that its components show.
func CheckFiles(body []byte, files map[string]File) *Refusal {
	type message struct {
		Attachments []struct {
			ID   string `json:"id"`
			Name string `json:"filename"`
		} `json:"attachments"`
		Components []Component `json:"components"`
		Flags      int         `json:"flags"`
	}
	var b struct {
		message
		Data message `json:"data"` // of a callback
	}
	if json.Unmarshal(body, &b) != nil {
		return nil // of another form, which has no files
	}
	m := b.message
	if len(b.Data.Attachments)+len(b.Data.Components) > 0 {
		m = b.Data
	}
	c := &checks{}
	named := map[string]bool{}
	for n, a := range m.Attachments {
		f, sent := files[fmt.Sprintf("files[%s]", a.ID)]
		switch at := "attachments." + strconv.Itoa(n); {
		case !sent:
			c.add(at+".id", "ATTACHMENT_NOT_FOUND", "There is no file %q in the form.", a.ID)
		case a.Name != f.Name || !fileNames.MatchString(a.Name):
			c.add(at+".filename", "ATTACHMENT_NAME", "The file is called %q, not %q.", f.Name, a.Name)
		case f.Type == "":
			c.add(at, "ATTACHMENT_TYPE", "The file has no media type.")
		}
		named["attachment://"+a.Name] = true
	}
	if len(files) != len(m.Attachments) {
		c.add("attachments", "BASE_TYPE_BAD_LENGTH", "There are %d files, and %d attachments.", len(files), len(m.Attachments))
	}
	shown := attached(m.Components)
	for _, url := range shown {
		if !named[url] {
			c.add("components", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment %q was not found.", url)
		}
	}
	for url := range named {
		if !slices.Contains(shown, url) {
			c.add("attachments", "SITREP_ATTACHMENT_NOT_SHOWN", "No component shows %q, and Discord hides what none shows.", url)
		}
	}
	return c.refusal()
}

// attached returns the attachments that components show.
func attached(cs []Component) (urls []string) {
	for _, c := range cs {
		for _, m := range []*Media{c.Media, c.File} {
			if m != nil && strings.HasPrefix(m.URL, "attachment://") {
				urls = append(urls, m.URL)
			}
		}
		urls = append(urls, attached(c.Components)...)
	}
	return urls
}
