//! A million reply addresses that nobody gave out: none is taken.
use sha2::{Digest as _, Sha256};

use super::{Bound, ID_LETTERS, MAC_LETTERS, PREFIX, ReplyKey, base32, letter};

const FORGERIES: u64 = 1_000_000;
const ACCOUNT: [u8; 16] = [1; 16];

/// The same every time, and without a pattern.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end as u64)).unwrap()
    }
    fn bytes(&mut self) -> [u8; 16] {
        let (high, low) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        [high, low].concat().try_into().unwrap()
    }
    fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| letter(u32::try_from(self.next() & 31).unwrap())).collect()
    }
}

/// One that was given out, made wrong in one of the ways in which somebody would try.
fn forge(way: u64, key: &ReplyKey, other: &ReplyKey, chance: &mut Chance) -> String {
    let bound = Bound { account: ACCOUNT, conversation: chance.bytes() };
    let right = key.sign(&bound, "d.example");
    let local = right.split('@').next().unwrap().to_owned();
    let (start, end) = (PREFIX.len(), local.len());
    let id = local[start..start + ID_LETTERS].to_owned();
    let forged = match way {
        0 => format!("{PREFIX}{}.{}", chance.letters(ID_LETTERS), chance.letters(MAC_LETTERS)),
        1 => local[..start + chance.below(end - start)].to_owned(),
        2 => {
            let mut bytes = local.into_bytes();
            let at = start + chance.below(end - start);
            let old = bytes[at];
            while bytes[at] == old {
                bytes[at] = chance.letters(1).as_bytes()[0];
            }
            String::from_utf8(bytes).unwrap()
        }
        3 => key.sign(&Bound { account: [3; 16], ..bound }, "d").split('@').next().unwrap().to_owned(),
        4 => {
            let mac = &local[start + ID_LETTERS + 1..];
            format!("{PREFIX}{}.{mac}", base32(&chance.bytes()))
        }
        5 => other.sign(&bound, "d").split('@').next().unwrap().to_owned(),
        6 => {
            let more = 1 + chance.below(4);
            format!("{local}{}", chance.letters(more))
        }
        _ => format!("{PREFIX}{id}.{}", &base32(&Sha256::digest(bound.conversation))[..MAC_LETTERS]),
    };
    format!("{forged}@d.example")
}

#[test]
fn of_a_million_forged_reply_addresses_none_is_taken() {
    let key = ReplyKey::new(b"0123456789abcdef0123456789abcdef");
    let other = ReplyKey::new(b"fedcba9876543210fedcba9876543210");
    let taken: u64 = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..4_u64)
            .map(|part| {
                let (key, other) = (&key, &other);
                scope.spawn(move || {
                    let mut chance = Chance(part);
                    let forged = (0..FORGERIES / 4).map(|n| forge(n % 8, key, other, &mut chance));
                    forged.filter(|address| key.verify(address, ACCOUNT).is_some()).count() as u64
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    });
    assert_eq!(taken, 0, "of {FORGERIES}");
}
