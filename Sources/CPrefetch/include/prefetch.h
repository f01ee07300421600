// What Swift has no word for: memory that will be needed is sent for, and nothing waits for it.

#ifndef BRIGADE_PREFETCH_H
#define BRIGADE_PREFETCH_H

/// Sends for the line of the cache in which `address` is. It may be any address; nothing is read that could fail.
static inline void brigade_prefetch(const void *_Nonnull address) { __builtin_prefetch(address); }

#endif
