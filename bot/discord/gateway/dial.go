package gateway

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// dialGateway connects to the gateway's host, by the HTTP proxy that the
// environment names for it, if any, as the REST client does. The library's own
// way through a proxy is not open to a connection that is read along.
func dialGateway(ctx context.Context, proxyFor func(*http.Request) (*url.URL, error), secure bool, addr string) (net.Conn, error) {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	proxy, err := proxyFor(&http.Request{URL: &url.URL{Scheme: scheme, Host: addr}})
	if err != nil {
		return nil, fmt.Errorf("find the proxy for the gateway; check HTTPS_PROXY: %w", err)
	}
	var conn net.Conn
	if proxy == nil {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	} else {
		conn, err = throughProxy(ctx, proxy, addr)
	}
	if err != nil || !secure {
		return conn, err
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		conn.Close()
		return nil, err
	}
	secured := tls.Client(conn, &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}})
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secured, nil
}

// throughProxy asks an HTTP proxy for a tunnel to addr (RFC 9110, 9.3.6).
func throughProxy(ctx context.Context, proxy *url.URL, addr string) (net.Conn, error) {
	if proxy.Scheme != "http" {
		return nil, fmt.Errorf("the gateway can't be reached through a proxy of kind %q; name an http:// one in HTTPS_PROXY", proxy.Scheme)
	}
	host := proxy.Host
	if proxy.Port() == "" {
		host = net.JoinHostPort(proxy.Hostname(), "80")
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, fmt.Errorf("reach the proxy: %w", err)
	}
	if err := tunnel(ctx, conn, proxy.User, addr); err != nil {
		conn.Close()
		return nil, fmt.Errorf("ask the proxy for a tunnel: %w", err)
	}
	return conn, nil
}

func tunnel(ctx context.Context, conn net.Conn, user *url.Userinfo, addr string) error {
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	connect := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if user != nil {
		password, _ := user.Password()
		connect.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	if err := connect.Write(conn); err != nil {
		return err
	}
	answer := bufio.NewReader(conn)
	res, err := http.ReadResponse(answer, connect)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", res.Status)
	}
	if answer.Buffered() > 0 { // the other side speaks only when spoken to
		return errors.New("it sends data before the tunnel is used")
	}
	return nil
}
