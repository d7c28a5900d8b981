//! Tests of what needs no contract: layout, imports, names.
