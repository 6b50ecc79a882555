package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestGatewayIsDialledThroughTheProxy(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "the gateway") }))
	defer target.Close()
	asked := make(chan *http.Request, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r
		if r.Header.Get("Proxy-Authorization") != "Basic dTpw" { // u:p
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		out, err := net.Dial("tcp", r.Host)
		if err != nil {
			t.Error(err)
			return
		}
		in, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(in, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { io.Copy(out, in); out.Close() }()
		go func() { io.Copy(in, out); in.Close() }()
	}))
	defer proxy.Close()

	via := func(user *url.Userinfo) func(*http.Request) (*url.URL, error) {
		u, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		u.User = user
		return http.ProxyURL(u)
	}
	addr := strings.TrimPrefix(target.URL, "http://")
	conn, err := dialGateway(context.Background(), via(url.UserPassword("u", "p")), false, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if r := <-asked; r.Method != http.MethodConnect || r.Host != addr {
		t.Errorf("the proxy was asked for %s %s", r.Method, r.Host)
	}
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if b, err := io.ReadAll(conn); err != nil || !strings.HasSuffix(string(b), "the gateway") {
		t.Errorf("through the tunnel came %q, %v", b, err)
	}
	if _, err := dialGateway(context.Background(), via(nil), false, addr); err == nil || !strings.Contains(err.Error(), "407") {
		t.Errorf("without a password: %v", err)
	}
}

func TestGatewayMustProveItsName(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refusal is expected
	server.StartTLS()
	defer server.Close()
	direct := func(*http.Request) (*url.URL, error) { return nil, nil }
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	// The certificate is for 127.0.0.1, not for this name of it.
	_, err = dialGateway(context.Background(), direct, true, net.JoinHostPort("localhost", port))
	var refused *tls.CertificateVerificationError
	if !errors.As(err, &refused) {
		t.Errorf("another's certificate gives %v", err)
	}
}
