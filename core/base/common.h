/*
 * Attributes and small macros that every file may use. Nothing here has state.
 */
#ifndef GW_BASE_COMMON_H
#define GW_BASE_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The result says whether the call worked: a caller that drops it has a bug. */
#define GW_MUST_USE          __attribute__((warn_unused_result))
#define GW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define GW_UNUSED            __attribute__((unused))
#define GW_NORETURN          __attribute__((noreturn))
/* Runs FN(&variable) when the variable leaves its scope. */
#define GW_CLEANUP(fn) __attribute__((cleanup(fn)))
/* A symbol that a module (a shared object opened with dlopen) gives to its host. */
#define GW_EXPORT __attribute__((visibility("default")))

#define GW_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define GW_MIN(a, b)    ((a) < (b) ? (a) : (b))
#define GW_MAX(a, b)    ((a) > (b) ? (a) : (b))

/* "No such offset" wherever an offset is optional. */
#define GW_NOWHERE SIZE_MAX

#endif
