"""The outside of customers: pinyin, the search index of each database."""
