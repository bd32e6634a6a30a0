use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use ipnet::{IpNet, Ipv4Net};

use crate::Error;

/// The addresses and networks of the proxies in front of the application, whose `X-Forwarded-For` is believed.
///
/// ```
/// use passwordless::accounts::TrustedProxies;
///
/// # fn main() -> Result<(), passwordless::Error> {
/// let proxies = TrustedProxies::new(["10.0.0.0/8", "::1"])?;
/// // The proxy at 10.0.0.1 wrote the last address; what stands before it came with the request.
/// let client = proxies.client("10.0.0.1".parse().unwrap(), ["1.1.1.1, 198.51.100.7"]);
/// assert_eq!(client.to_string(), "198.51.100.7");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses and networks in CIDR notation. A text may hold several of them, with commas between them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) names the entry that is neither, or that is a network of
    /// everybody.
    pub fn new<I>(entries: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut networks = Vec::new();
        for text in entries {
            let entries = text.as_ref().split(',').map(str::trim).filter(|entry| !entry.is_empty());
            for entry in entries {
                networks.push(network(entry)?);
            }
        }
        Ok(Self(networks))
    }

    /// Whether no proxy is trusted: then the other end of the connection is the client.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a proxy has this address. An IPv4 address counts the same when it is written as IPv6.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client's address: the right-most one that is not of a trusted proxy.
    ///
    /// `peer` is the other end of the connection, and `forwarded` holds the values of `X-Forwarded-For` in the order of
    /// the request. Each proxy adds the address of its own peer at the right end, so what stands to the left of the
    /// client's address was written by the client, who may write anything. An entry that is no address ends the list.
    #[must_use]
    pub fn client<I>(&self, peer: IpAddr, forwarded: I) -> IpAddr
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let lines: Vec<_> = forwarded.into_iter().collect();
        let entries = lines.iter().rev().flat_map(|line| line.as_ref().rsplit(|byte| *byte == b','));
        let mut client = peer.to_canonical();
        for entry in entries {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = address(entry) else { break };
            client = address;
        }
        client
    }
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim();
    let bare = || entry.parse::<IpAddr>().ok();
    let with_port = || entry.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    bare().or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

fn network(entry: &str) -> Result<IpNet, Error> {
    let refused = |reason: &str| {
        Error::config(format!(
            "the trusted proxy {entry:?} {reason}; write the addresses or networks of your own proxies, such as \
             127.0.0.1 or 10.0.0.0/8"
        ))
    };
    let network = entry.parse::<IpNet>().or_else(|_| entry.parse::<IpAddr>().map(IpNet::from));
    let network = network.map_err(|_| refused("is neither an address nor a network"))?;
    let network = match network {
        // IPv4 networks in their IPv6 form.
        IpNet::V6(wide) => match (wide.addr().to_ipv4_mapped(), wide.prefix_len().checked_sub(96)) {
            (Some(address), Some(length)) => Ipv4Net::new(address, length).map_or(network, IpNet::from),
            _ => network,
        },
        IpNet::V4(_) => network,
    };
    if network.prefix_len() == 0 {
        return Err(refused("is everybody, so that anybody could claim any address"));
    }
    Ok(network)
}

impl FromStr for TrustedProxies {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new([text])
    }
}

/// In the form that [`TrustedProxies::new`] reads.
impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, network) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{network}")?;
        }
        Ok(())
    }
}
