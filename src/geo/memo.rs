//! Answers already found, kept in the isolate for a while.
//!
//! Only what is a pure function of its key and of data that belong to the build
//! may be kept so: it never becomes wrong and says nothing about who asked, so
//! that it may outlive the request.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// At most twice `capacity` answers, in two generations as in the memo of tokens:
/// what is used at least once in a generation stays.
pub(super) struct Memo<Key, Answer> {
    capacity: usize,
    generations: RefCell<[BTreeMap<Key, Answer>; 2]>,
}

impl<Key: Ord, Answer: Clone> Memo<Key, Answer> {
    pub(super) const fn new(capacity: usize) -> Self {
        Self {
            capacity,
            generations: RefCell::new([BTreeMap::new(), BTreeMap::new()]),
        }
    }

    /// What is kept, or else what `find` finds, which is kept from now on.
    pub(super) fn get(&self, key: Key, find: impl FnOnce(&Key) -> Answer) -> Answer {
        if let Some(young) = self.generations.borrow()[0].get(&key) {
            return young.clone();
        }
        let answer = self.peek(&key).unwrap_or_else(|| find(&key));
        self.keep(key, answer.clone());
        answer
    }

    /// What is kept.
    pub(super) fn peek(&self, key: &Key) -> Option<Answer> {
        let generations = self.generations.borrow();
        generations.iter().find_map(|kept| kept.get(key).cloned())
    }

    pub(super) fn keep(&self, key: Key, answer: Answer) {
        let [young, old] = &mut *self.generations.borrow_mut();
        old.remove(&key);
        if young.len() >= self.capacity {
            *old = std::mem::take(young);
        }
        young.insert(key, answer);
    }

    #[cfg(test)]
    pub(super) fn forget(&self) {
        self.generations.take();
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Memo};

    #[test]
    fn it_stays_bounded_and_keeps_what_is_used() {
        let memo = Memo::new(3);
        let _ = memo.get(-1, |_| "often");
        for number in 0..12 {
            assert_eq!(memo.get(number, |_| "once"), "once");
            assert_eq!(memo.get(-1, |_| "again"), "often");
            let kept: usize = memo.generations.borrow().iter().map(BTreeMap::len).sum();
            assert!(kept <= 6, "{kept}");
        }
        assert_eq!(memo.peek(&0), None);
    }
}
