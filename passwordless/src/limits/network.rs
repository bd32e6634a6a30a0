use std::net::{IpAddr, Ipv6Addr};

/// A client: an IPv4 address, or an IPv6 network of 64 bits, all of whose addresses one machine may have.
pub(super) fn client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => prefix(address, 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// The site of an IPv6 client: the network of 48 bits that one subscriber may have, with 65,536 clients in it.
pub(super) fn site(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        IpAddr::V6(address) => Some(prefix(address, 48).into()),
        IpAddr::V4(_) => None,
    }
}

/// The network of a client, of which one person may have all addresses: 24 bits of IPv4, 48 of IPv6.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => (u32::from(address) & !0xff).to_be_bytes().into(),
        IpAddr::V6(address) => prefix(address, 48).into(),
    }
}

fn prefix(address: Ipv6Addr, length: u32) -> Ipv6Addr {
    (u128::from(address) & !(u128::MAX >> length)).into()
}

/// Whether an address is this machine's or of a network that is not the internet's: there proxies are.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            // RFC 6598: what providers and clusters use among themselves.
            let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
            address.is_loopback() || address.is_private() || address.is_link_local() || is_shared
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}
