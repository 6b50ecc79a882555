package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A shape is the form that a JSON value must have: its type, how long it is, and
// what is in it. It adds what is wrong with a value to the checks.
type shape func(c *checks, at string, v any)

// fields are the members of an object by name. Those whose name begins with a
// "!" must be there; the others may be null or missing, as they may everywhere
// on Discord. Members that are not named may hold anything: Discord ignores them.
type fields map[string]shape

func object(of ...fields) shape {
	all := fields{}
	for _, f := range of {
		maps.Copy(all, f)
	}
	names := slices.Sorted(maps.Keys(all))
	return func(c *checks, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.add(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
			return
		}
		for _, marked := range names {
			name, needed := strings.CutPrefix(marked, "!")
			switch member := m[name]; {
			case member != nil:
				all[marked](c, at+"."+name, member)
			case needed:
				c.add(at+"."+name, "BASE_TYPE_REQUIRED", "This field is required")
			}
		}
	}
}

// dictionary is an object whose names may be any, at most so many.
func dictionary(most int, of shape) shape {
	return func(c *checks, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.add(at, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
			return
		}
		if len(m) > most {
			c.add(at, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
		}
		for _, name := range slices.Sorted(maps.Keys(m)) {
			of(c, at+"."+name, m[name])
		}
	}
}

func list(least, most int, of shape) shape {
	return func(c *checks, at string, v any) {
		l, ok := v.([]any)
		switch {
		case !ok:
			c.add(at, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
			return
		case len(l) < least || len(l) > most && least > 0:
			c.add(at, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
		case len(l) > most:
			c.add(at, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
		}
		for n, item := range l {
			of(c, at+"."+strconv.Itoa(n), item)
		}
	}
}

// set is a list that holds nothing twice.
func set(least, most int, of shape) shape {
	all := list(least, most, of)
	return func(c *checks, at string, v any) {
		all(c, at, v)
		l, _ := v.([]any)
		seen := make(map[string]bool)
		for _, item := range l {
			key := fmt.Sprintf("%T %v", item, item)
			if seen[key] {
				c.add(at, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains the value %v", item)
			}
			seen[key] = true
		}
	}
}

// chars is a string of least to most characters.
func chars(least, most int) shape {
	return func(c *checks, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.add(at, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
			return
		}
		c.length(at, s, least, most)
	}
}

// texts is one of some strings.
func texts(choices ...string) shape {
	return func(c *checks, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(choices, s) {
			c.add(at, "BASE_TYPE_CHOICES", "Value must be one of {%s}.", strings.Join(choices, ", "))
		}
	}
}

// address is a URL of any scheme, with most characters.
func address(most int) shape {
	long := chars(1, most)
	return func(c *checks, at string, v any) {
		long(c, at, v)
		if s, ok := v.(string); ok && s != "" {
			if u, err := url.Parse(s); err != nil || !u.IsAbs() {
				c.add(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
			}
		}
	}
}

func instant(c *checks, at string, v any) {
	s, _ := v.(string)
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		c.add(at, "DATE_TIME_TYPE_PARSE", "Could not parse the value. Should be ISO8601.")
	}
}

func number(c *checks, at string, v any) {
	if n, ok := v.(json.Number); ok {
		if _, err := n.Float64(); err == nil {
			return
		}
	}
	c.add(at, "NUMBER_TYPE_COERCE", "The value is not float.")
}

// whole is an integer.
func whole(least, most int64) shape {
	return func(c *checks, at string, v any) {
		n, ok := v.(json.Number)
		i, err := n.Int64()
		switch {
		case !ok || err != nil:
			c.add(at, "NUMBER_TYPE_COERCE", "The value is not int.")
		case i < least || i > most:
			c.add(at, "NUMBER_TYPE_RANGE", "Must be between %d and %d.", least, most)
		}
	}
}

// oneOf is one of some integers.
func oneOf(choices ...int) shape {
	return func(c *checks, at string, v any) {
		if n, ok := wholeOf(v); !ok || !slices.Contains(choices, n) {
			c.add(at, "BASE_TYPE_CHOICES", "Value must be one of %s.", choicesOf(choices))
		}
	}
}

func wholeOf(v any) (n int, ok bool) {
	number, _ := v.(json.Number)
	n, err := strconv.Atoi(number.String())
	return n, err == nil
}

func truth(c *checks, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.add(at, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
}

var decimal = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)

// snowflake is an ID, which Discord takes as a string only where it documents one.
func snowflake(c *checks, at string, v any) {
	if s, ok := v.(string); !ok || !decimal.MatchString(s) {
		c.add(at, "NUMBER_TYPE_COERCE", "The value is not snowflake.")
	}
}

// bits is a set of bits, in decimal (developers/topics/permissions).
func bits(c *checks, at string, v any) {
	s, _ := v.(string)
	if _, err := strconv.ParseUint(s, 10, 64); err != nil {
		c.add(at, "BITFIELD_TYPE_COERCE", "Not a bit set in decimal.")
	}
}

// byType is an object whose "type" says of which shape it is.
func byType(shapes map[int]shape) shape {
	known := slices.Sorted(maps.Keys(shapes))
	return func(c *checks, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.add(at, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
			return
		}
		kind, ok := wholeOf(m["type"])
		of := shapes[kind]
		switch {
		case m["type"] == nil:
			c.add(at+".type", "BASE_TYPE_REQUIRED", "This field is required")
		case !ok || of == nil:
			c.add(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of %s.", choicesOf(known))
		default:
			of(c, at, v)
		}
	}
}

// conforms checks a value against a shape. Paths of problems start at the given
// one. What is not JSON is for others to refuse.
func conforms(raw []byte, of shape, at string) *Refusal {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // IDs have more digits than a float
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	c := &checks{}
	of(c, at, v)
	return c.refusal()
}

// Values that are bounded by their type alone.
const (
	maxInt32  = math.MaxInt32
	maxWhole  = 1<<53 - 1 // of integers that go through JavaScript
	unbounded = math.MaxInt
)
