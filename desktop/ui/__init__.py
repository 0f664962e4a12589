"""Qt widgets, one folder a tab: asks queries, issues commands, holds no rule."""
