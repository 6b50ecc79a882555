package discord

import (
	"testing"
)

func FuzzErrorBody(f *testing.F) {
	f.Add([]byte(`{"code":50035,"message":"Invalid Form Body","errors":{"components":{"0":{"label":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"x"}]}}}}}`))
	f.Add([]byte(`{"message":"You are being rate limited.","retry_after":64.57,"global":false}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		b := parseErrorBody(body)
		if n := len([]rune(b.text())); n > maxErrorText+1 {
			t.Errorf("%d characters to log", n)
		}
		if d := retryAfter(nil, b); d < 0 || d > longestWait {
			t.Errorf("wait %s", d)
		}
	})
}
