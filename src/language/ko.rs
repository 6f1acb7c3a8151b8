//! Stub.

pub(super) use super::en::MESSAGES;
