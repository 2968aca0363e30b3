//! How many connections each peer has open: one that takes them all would keep the others out.
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Most connections of one address at once; of an IPv6 network of 64 bits, which is one customer's. This machine's own are not counted.
const MOST: usize = 20;

/// Who is in.
#[derive(Clone, Default)]
pub struct Guests(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One connection's place; given back when dropped.
pub struct Guest {
    guests: Guests,
    address: IpAddr,
}

impl Guests {
    /// Lets a connection in; nothing where its address has enough of them.
    #[must_use]
    pub fn enter(&self, address: IpAddr) -> Option<Guest> {
        let address = network(address);
        if !address.is_loopback() {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let open = known.entry(address).or_default();
            if *open >= MOST {
                return None;
            }
            *open += 1;
        }
        Some(Guest { guests: self.clone(), address })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut known = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = known.get_mut(&self.address) {
            *open -= 1;
            if *open == 0 {
                known.remove(&self.address);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_all_places() {
        let guests = Guests::default();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let mut inside: Vec<Guest> = (0..MOST).map(|_| guests.enter(address("192.0.2.1")).unwrap()).collect();
        assert!(guests.enter(address("192.0.2.1")).is_none());
        assert!(guests.enter(address("::ffff:192.0.2.1")).is_none(), "the same address in other words");
        assert!(guests.enter(address("192.0.2.2")).is_some());
        inside.pop();
        assert!(guests.enter(address("192.0.2.1")).is_some());
        let _network: Vec<Guest> =
            (0..MOST).map(|n| guests.enter(address(&format!("2001:db8::{n:x}"))).unwrap()).collect();
        assert!(guests.enter(address("2001:db8::ffff")).is_none());
        let _own: Vec<Guest> = (0..2 * MOST).map(|_| guests.enter(address("127.0.0.1")).unwrap()).collect();
        drop(inside);
        assert!(
            guests.0.lock().unwrap().keys().all(|address| *address != "192.0.2.1".parse::<IpAddr>().unwrap())
        );
    }
}
