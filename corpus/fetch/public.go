package fetch

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// platform is what clouds keep for themselves among public addresses. All their
// other services, such as 169.254.169.254, 100.100.100.200, 192.0.0.192 and
// fd00:ec2::254, are on addresses that are not public.
var platform = []netip.Prefix{
	netip.MustParsePrefix("168.63.129.16/32"), // Azure: the host of a virtual machine
	netip.MustParsePrefix("161.26.0.0/16"),    // IBM Cloud: services of its inner network
	netip.MustParsePrefix("166.8.0.0/14"),     // the same
}

// inner are names, and endings of names, that are never of a public host: those
// of RFC 6761, 6762 and 8375 and of ICANN for inner networks, and those by which
// clouds tell a machine about itself.
var inner = []string{
	"localhost", "local", "internal", "home.arpa", "localdomain", "test", "invalid", "onion",
	"metadata.goog", "metadata.tencentyun.com", "metadata.platformequinix.com", "metadata.packet.net",
}

// guard returns what looks at each address just before it is dialled.
func guard(permit []netip.AddrPort) func(network, address string, conn syscall.RawConn) error {
	public := ssrf.New(ssrf.WithDeniedV4Prefixes(platform...)) // tcp, public addresses, ports 80 and 443
	return func(network, address string, conn syscall.RawConn) error {
		if at, err := netip.ParseAddrPort(address); err == nil && slices.Contains(permit, at) {
			return nil
		}
		return public.Safe(network, address, conn)
	}
}

// public refuses, before any name is looked up, what is not on a usual port or
// can't be of a public host. So a name server is not asked for what it knows of
// an inner network, and a port tells no name that it has from one that it has not.
func (c *Client) public(u *url.URL) error {
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || !slices.Contains(c.ports, uint16(n)) {
			return &Error{Reason: BadPort}
		}
	}
	if _, literal := numeric(u); literal {
		return nil // the guard looks at it
	}
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if !strings.ContainsAny(name, ".。．｡") || slices.ContainsFunc(inner, func(end string) bool {
		return name == end || strings.HasSuffix(name, "."+end)
	}) {
		return &Error{Reason: NoHost}
	}
	return nil
}

// numeric returns the host of an address where it is written as numbers.
func numeric(u *url.URL) (netip.Addr, bool) {
	ip, err := netip.ParseAddr(u.Hostname())
	return ip, err == nil
}
