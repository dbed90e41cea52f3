# godwit: schema migrations and provisioning for PostgreSQL, MySQL/MariaDB and SQLite.
#
#   make            build/godwit, its modules and libgodwit
#   make demo       install what building needs, build, and run the main job on SQLite
#   make test       install what testing needs, build, and run everything against private servers
#   make check      layers, headers, format, lint, function lengths, banned calls
#   make install    PREFIX, DESTDIR
#
# Options: V=1 shows commands, CC=clang, STATIC=1 links the engines in, SANITIZE=1 builds with the
# address and undefined-behaviour sanitizers into build/sanitize.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
BINDIR   := $(PREFIX)/bin
LIBDIR   := $(PREFIX)/lib
MODULEDIR := $(LIBDIR)/godwit
INCLUDEDIR := $(PREFIX)/include
MANDIR   := $(PREFIX)/share/man
CC       ?= cc
AR       ?= ar
PKG_CONFIG ?= pkg-config
BUILD    ?= build
V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
say       = @$(if $(filter 1,$(V)),:,printf '  %-7s %s\n' $(1) $(2))

ifeq ($(origin CC),default)
CC := gcc
endif
ifdef SANITIZE
BUILD := build/sanitize
endif

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wformat=2 -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -Werror
HARDEN   := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
OPTIMIZE := -O2 -g
ifdef SANITIZE
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
HARDEN   :=
endif
CFLAGS   ?=
CPPFLAGS ?=
LDFLAGS  ?=
ALL_CPPFLAGS := -D_GNU_SOURCE -Icore -Icmd -I$(BUILD)/gen -DGW_VERSION='"$(VERSION)"' \
	-DGW_MODULE_DIR='"$(MODULEDIR)"' $(CPPFLAGS)
ALL_CFLAGS := -std=gnu17 $(OPTIMIZE) $(HARDEN) $(WARNINGS) -fPIC -fvisibility=default $(CFLAGS)
ALL_LDFLAGS := $(OPTIMIZE) -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)

# --- what goes where ---------------------------------------------------------------------------

# A module: its sources, and the libraries that only it needs.
MODULES := postgres mysql sqlite textdiff
SRC_postgres := $(wildcard core/engine/postgres/*.c)
SRC_mysql    := $(wildcard core/engine/mysql/*.c)
SRC_sqlite   := $(wildcard core/engine/sqlite/*.c)
SRC_textdiff := core/base/textdiff.c
PKG_postgres := libpq
PKG_mysql    := libmariadb
PKG_sqlite   := sqlite3
PKG_textdiff := libgit2
MODULE_SRC := $(foreach m,$(MODULES),$(SRC_$(m)))

CORE_SRC := $(filter-out $(MODULE_SRC),$(wildcard core/*.c core/*/*.c core/source/formats/*.c))
CMD_SRC  := $(wildcard cmd/*.c cmd/cli/*.c cmd/ui/*.c)
CORE_PKG := libcrypto yaml-0.1 jansson
CMD_PKG  := smartcols
SQL_SRC  := $(wildcard core/engine/*/sql/*.sql)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
CORE_OBJ := $(call obj,$(CORE_SRC))
CMD_OBJ  := $(call obj,$(CMD_SRC))
MODULE_OBJ := $(call obj,$(MODULE_SRC))
MODULE_SO := $(foreach m,$(MODULES),$(BUILD)/modules/godwit-$(m).so)

pkg_cflags = $(shell $(PKG_CONFIG) --cflags $(1) 2>/dev/null)
pkg_libs   = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)

.PHONY: all
all: $(BUILD)/godwit $(BUILD)/libgodwit.so $(BUILD)/libgodwit.a $(if $(STATIC),,$(MODULE_SO))

# --- building ----------------------------------------------------------------------------------

$(BUILD)/obj/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(OBJ_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Queries live in .sql files; each engine gets one header with all of its texts.
$(BUILD)/gen/%_sql.h: core/embed_sql.awk $(SQL_SRC)
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)awk -f core/embed_sql.awk $(wildcard core/engine/$*/sql/*.sql) > $@.tmp && mv $@.tmp $@

$(foreach e,postgres mysql sqlite,$(eval $(call obj,$(SRC_$(e))): | $(BUILD)/gen/$(e)_sql.h))
$(foreach m,$(MODULES),$(eval $(call obj,$(SRC_$(m))): OBJ_CPPFLAGS = $$(call pkg_cflags,$(PKG_$(m)))))
$(call obj,core/base/module.c): OBJ_CPPFLAGS = $(if $(STATIC),-DGW_STATIC)

$(BUILD)/libgodwit.a: $(CORE_OBJ) $(if $(STATIC),$(MODULE_OBJ))
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/libgodwit.so: $(CORE_OBJ) $(if $(STATIC),$(MODULE_OBJ))
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -shared -Wl,-soname,libgodwit.so.0 -o $@ $^ \
		$(call pkg_libs,$(CORE_PKG) $(if $(STATIC),$(foreach m,$(MODULES),$(PKG_$(m))))) -ldl

# The program holds the core; modules find its functions in it (-rdynamic).
$(BUILD)/godwit: $(CMD_OBJ) $(CORE_OBJ) $(if $(STATIC),$(MODULE_OBJ))
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -pie -rdynamic -o $@ $^ \
		$(call pkg_libs,$(CORE_PKG) $(CMD_PKG) $(if $(STATIC),$(foreach m,$(MODULES),$(PKG_$(m))))) -ldl

define module_rule
$(BUILD)/modules/godwit-$(1).so: $(call obj,$(SRC_$(1)))
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -shared -o $$@ $$^ $$(call pkg_libs,$(PKG_$(1)))
endef
$(foreach m,$(MODULES),$(eval $(call module_rule,$(m))))

-include $(patsubst %.o,%.d,$(CORE_OBJ) $(CMD_OBJ) $(MODULE_OBJ))

# --- testing -----------------------------------------------------------------------------------

# Unit tests are programs of their own, with everything linked in, modules too.
UNIT_SRC  := $(wildcard tests/unit/*/test_*.c)
LIVE_SRC  := $(wildcard tests/unit/*/*_live.c)
UNIT_BIN  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT_SRC))
LIVE_BIN  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(LIVE_SRC))
TEST_OBJ  := $(filter-out $(call obj,core/base/module.c),$(CORE_OBJ)) $(MODULE_OBJ) \
	$(filter-out $(call obj,cmd/main.c),$(CMD_OBJ)) $(BUILD)/obj/tests/module_static.o
ALL_PKG   := $(CORE_PKG) $(CMD_PKG) $(foreach m,$(MODULES),$(PKG_$(m)))

$(BUILD)/obj/tests/module_static.o: core/base/module.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) -DGW_STATIC $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(call obj,$(UNIT_SRC) $(LIVE_SRC)): OBJ_CPPFLAGS = -Itests/unit $(call pkg_cflags,$(ALL_PKG) cmocka)

$(BUILD)/libgodwit-test.a: $(TEST_OBJ)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(UNIT_BIN) $(LIVE_BIN): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(BUILD)/libgodwit-test.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call pkg_libs,$(ALL_PKG) cmocka) -ldl

.PHONY: unit
unit: $(UNIT_BIN) $(LIVE_BIN)

-include $(patsubst %.o,%.d,$(call obj,$(UNIT_SRC) $(LIVE_SRC)))

.PHONY: clean
clean:
	rm -rf build
