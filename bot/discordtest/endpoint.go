package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// deliverTimeout is how long Discord waits for the answer to a delivery.
const deliverTimeout = 3 * time.Second

// DeliverTo has interactions delivered to a URL over HTTP, signed with the key,
// instead of over the gateway, as they are when an application has set an
// Interactions Endpoint URL. An empty URL brings the gateway back.
func (s *Server) DeliverTo(url string, key ed25519.PrivateKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoint, s.endpointKey = url, key
}

// endpointURL is what the application says of where interactions go; null for
// over the gateway.
func (s *Server) endpointURL() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endpoint == "" {
		return nil
	}
	return s.endpoint
}

// verifyKey is the application's public key.
func (s *Server) verifyKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endpointKey == nil {
		return strings.Repeat("0", 64)
	}
	return hex.EncodeToString(s.endpointKey.Public().(ed25519.PublicKey))
}

// deliver sends an interaction to the endpoint. The caller holds mu.
func (s *Server) deliver(i *Interaction, d map[string]any) {
	url, key := s.endpoint, s.endpointKey
	body, err := json.Marshal(d)
	if err != nil {
		panic(err) // maps of strings, numbers and the like
	}
	s.handlers.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), deliverTimeout)
		defer cancel()
		err := s.post(ctx, url, key, body)
		if err == nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		i.err = fmt.Errorf("deliver the interaction: %w", err)
		s.change()
	})
}

// post makes a delivery. One that is answered otherwise than by 202 without a
// body is refused: the bot answers by REST only.
func (s *Server) post(ctx context.Context, url string, key ed25519.PrivateKey, body []byte) error {
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	req.Header.Set("X-Signature-Timestamp", timestamp)
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(key, append([]byte(timestamp), body...))))
	res, err := s.delivery.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<16))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusAccepted || len(answer) > 0 {
		return fmt.Errorf("the endpoint answers %s with %d bytes", res.Status, len(answer))
	}
	return nil
}
