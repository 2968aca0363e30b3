//! Trees of few named things, such as the folders of a project: read whole under a lock, decided here. Pure.
use tandem_kit::{Error, Result};
use uuid::Uuid;

use crate::error;

/// Most levels of a tree.
pub const MOST_LEVELS: usize = 8;

/// Where one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: Uuid,
    /// None: at the top.
    pub parent: Option<Uuid>,
    pub position: i32,
}

/// All of one tree, and what its things are called.
#[derive(Debug)]
pub struct Tree {
    pub what: &'static str,
    pub nodes: Vec<Node>,
}

impl Tree {
    fn get(&self, id: Uuid) -> Option<Node> {
        self.nodes.iter().copied().find(|node| node.id == id)
    }
    /// What a thing is in, nearest first.
    pub fn above(&self, parent: Option<Uuid>) -> Vec<Uuid> {
        let mut above = Vec::new();
        let mut next = parent;
        while let Some(node) = next.and_then(|id| self.get(id)).filter(|_| above.len() <= MOST_LEVELS) {
            above.push(node.id);
            next = node.parent;
        }
        above
    }
    /// How many levels there are from a thing down, itself counted.
    fn levels_from(&self, id: Uuid) -> usize {
        let mut levels = 0;
        let mut level = vec![id];
        while !level.is_empty() && levels <= MOST_LEVELS {
            levels += 1;
            let below = self.nodes.iter().filter(|n| n.parent.is_some_and(|parent| level.contains(&parent)));
            level = below.map(|n| n.id).collect();
        }
        levels
    }
    /// Whether a thing may be in another: one that is there, not below it, not too far down.
    ///
    /// # Errors
    /// `Invalid`; `Refused` for a circle or too many levels.
    pub fn check_parent(&self, moved: Option<(Uuid, &str)>, parent: Option<Uuid>) -> Result<()> {
        let Some(parent) = parent else { return Ok(()) };
        let what = self.what;
        if self.get(parent).is_none() {
            return Err(Error::invalid("parent_id", format!("there is no such {what} here")));
        }
        let above = self.above(Some(parent));
        if let Some((id, name)) = moved
            && above.contains(&id)
        {
            return Err(error::within_itself(what, name));
        }
        let levels = above.len() + moved.map_or(1, |(id, _)| self.levels_from(id));
        if levels > MOST_LEVELS { Err(error::nested_too_deep(what, levels, MOST_LEVELS)) } else { Ok(()) }
    }
    /// The place of one more in a parent.
    pub fn last_in(&self, parent: Option<Uuid>) -> i32 {
        self.within(parent).last().map_or(1, |last| last.position + 1)
    }
    fn within(&self, parent: Option<Uuid>) -> Vec<Node> {
        let mut within: Vec<Node> = self.nodes.iter().copied().filter(|n| n.parent == parent).collect();
        within.sort_by_key(|n| (n.position, n.id));
        within
    }
    /// What is in a parent, in its order, once a thing stands there after another, or first.
    ///
    /// # Errors
    /// `Invalid` where the other is not there.
    pub fn order(&self, moved: Uuid, parent: Option<Uuid>, after: Option<Uuid>) -> Result<Vec<Uuid>> {
        let mut ids: Vec<Uuid> =
            self.within(parent).into_iter().map(|n| n.id).filter(|id| *id != moved).collect();
        let unknown = || Error::invalid("after_id", format!("is no other {} there", self.what));
        let at = match after {
            None => 0,
            Some(after) => ids.iter().position(|id| *id == after).ok_or_else(unknown)? + 1,
        };
        ids.insert(at, moved);
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    /// 1 with 2 and 3 in it, 4 in 2.
    fn tree() -> Tree {
        let node = |n, parent: Option<u128>, position| Node { id: id(n), parent: parent.map(id), position };
        Tree {
            what: "folder",
            nodes: vec![node(1, None, 1), node(2, Some(1), 1), node(3, Some(1), 2), node(4, Some(2), 1)],
        }
    }

    #[test]
    fn nothing_is_put_into_itself_or_what_is_in_it() {
        let tree = tree();
        for within in [1, 2, 4] {
            assert!(tree.check_parent(Some((id(1), "One")), Some(id(within))).is_err(), "{within}");
        }
        assert!(tree.check_parent(Some((id(2), "Two")), Some(id(3))).is_ok());
        assert!(tree.check_parent(Some((id(2), "Two")), None).is_ok());
        assert!(tree.check_parent(None, Some(id(9))).is_err(), "what is not there");
    }

    #[test]
    fn a_tree_has_eight_levels_however_it_comes_by_them() {
        let chain = |from: u128, to: u128| {
            (from..=to).map(move |n| Node { id: id(n), parent: (n > from).then(|| id(n - 1)), position: 1 })
        };
        let tree = Tree { what: "folder", nodes: chain(1, 6).chain(chain(11, 13)).collect() };
        assert!(tree.check_parent(None, Some(id(6))).is_ok());
        assert!(tree.check_parent(Some((id(11), "Eleven")), Some(id(5))).is_ok());
        assert!(tree.check_parent(Some((id(11), "Eleven")), Some(id(6))).is_err());
        let full = Tree { what: "folder", nodes: chain(1, 8).collect() };
        assert!(full.check_parent(None, Some(id(8))).is_err());
    }

    #[test]
    fn what_moves_stands_after_another_that_is_there_or_first() {
        let tree = tree();
        assert_eq!(tree.order(id(4), Some(id(1)), Some(id(2))).unwrap(), [id(2), id(4), id(3)]);
        assert_eq!(tree.order(id(3), Some(id(1)), None).unwrap(), [id(3), id(2)]);
        assert!(tree.order(id(3), Some(id(1)), Some(id(3))).is_err());
        assert_eq!((tree.last_in(Some(id(1))), tree.last_in(Some(id(4)))), (3, 1));
    }
}
