//! Tests of the text surface.
