//! All tests from outside, in one binary.

mod help;

mod cli;

mod book;
mod broken;
mod conformance;
mod engage;
mod examples;
mod highlight;
mod hostile;
mod house;
mod repeat;
mod samples;
mod slips;
