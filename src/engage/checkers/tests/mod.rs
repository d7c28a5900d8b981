//! Checkers: the fixture with its clean twin, edges of each checker, and bytes without sense.

mod bytes;
mod edges;
mod fixture;
mod silent;
