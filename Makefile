# godwit: schema migrations and provisioning for PostgreSQL, MySQL/MariaDB and SQLite.
#
#   make              build/godwit, its modules and libgodwit
#   make demo         install what building needs, build, and run the main job on SQLite
#   make test         install what testing needs, build, and test everything on private servers
#   make unit-test    the programs in tests/unit alone
#   make e2e          the scripts in tests/e2e alone
#   make test-faults  every fault at every point where there can be one: takes hours
#   make test-matrix  the tests that need PostgreSQL, on PostgreSQL 12 to 18
#   make fuzz         every fuzz target for FUZZ_SECONDS (20)
#   make bench        what godwit takes, beside other tools and the least possible (tests/bench/run)
#   make check        layers, headers, format, lint, lengths, banned calls
#   make install      PREFIX (/usr/local), DESTDIR; make uninstall takes it back
#
# T=PATTERN chooses tests, or checks, by their names: make e2e T='smoke.*sqlite'
# Options: V=1 shows commands, CC=clang, STATIC=1 links the engines in, SANITIZE=1 builds with the
# address and undefined-behaviour sanitizers into build/sanitize.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
BINDIR   := $(PREFIX)/bin
LIBDIR   := $(PREFIX)/lib
MODULEDIR := $(LIBDIR)/godwit
INCLUDEDIR := $(PREFIX)/include
DATADIR  := $(PREFIX)/share
MANDIR   := $(DATADIR)/man
CC       ?= cc
AR       ?= ar
PKG_CONFIG ?= pkg-config
BUILD    ?= build
V        ?= 0
Q        := $(if $(filter 1,$(V)),,@)
quiet    := $(filter 1,$(V))$(findstring s,$(firstword -$(MAKEFLAGS)))
say       = @$(if $(quiet),:,printf '  %-7s %s\n' $(1) $(2))

ifeq ($(origin CC),default)
CC := gcc
endif
ifdef SANITIZE
BUILD := build/sanitize
endif

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wformat=2 -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
# Where godwit is worked on. Who builds a release may have a compiler that warns of more.
ifneq ($(wildcard .git),)
WARNINGS += -Werror
endif
HARDEN_x86_64  := -fcf-protection
HARDEN_aarch64 := -mbranch-protection=standard
MACHINE  := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null)))
HARDEN   := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection $(HARDEN_$(MACHINE))
OPTIMIZE := -O2 -g
ifdef SANITIZE
# A char has no sign there, as on other machines.
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-funsigned-char
HARDEN   :=
endif
CFLAGS   ?=
CPPFLAGS ?=
LDFLAGS  ?=
ALL_CPPFLAGS := -D_GNU_SOURCE -Icore -Icmd -DGW_VERSION='"$(VERSION)"' $(CPPFLAGS)
ALL_CFLAGS := -std=gnu17 $(OPTIMIZE) $(HARDEN) $(WARNINGS) -fPIC -fvisibility=default $(CFLAGS)
ALL_LDFLAGS := $(OPTIMIZE) -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)

# --- what goes where ---------------------------------------------------------------------------

# A module: its sources, and the libraries that only it needs.
MODULES := postgres mysql sqlite textdiff git
SRC_postgres := $(wildcard core/engine/postgres/*.c)
SRC_mysql    := $(wildcard core/engine/mysql/*.c)
SRC_sqlite   := $(wildcard core/engine/sqlite/*.c)
SRC_textdiff := core/base/textdiff.c
SRC_git      := $(wildcard core/git/libgit2/*.c)
PKG_postgres := libpq
PKG_mysql    := libmariadb
PKG_sqlite   := sqlite3
PKG_textdiff := libgit2
PKG_git      := libgit2
MODULE_SRC := $(foreach m,$(MODULES),$(SRC_$(m)))

CORE_SRC := $(filter-out $(MODULE_SRC),$(wildcard core/*.c core/*/*.c core/source/formats/*.c \
	core/adopt/tools/*.c core/schema/*/*.c core/session/*/*.c))
CMD_SRC  := $(wildcard cmd/*.c cmd/cli/*.c cmd/ui/*.c)
CORE_PKG := libcrypto yaml-0.1 jansson
SQL_SRC  := $(wildcard core/engine/*/sql/*.sql)

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
CORE_OBJ := $(call obj,$(CORE_SRC))
CMD_OBJ  := $(call obj,$(CMD_SRC))
MODULE_OBJ := $(call obj,$(MODULE_SRC))
MODULE_SO := $(foreach m,$(MODULES),$(BUILD)/modules/godwit-$(m).so)
# The core with the modules inside, for who links it statically: module.c is another then.
STATIC_OBJ := $(filter-out $(call obj,core/base/module.c),$(CORE_OBJ)) $(MODULE_OBJ) \
	$(BUILD)/obj/core/base/module_static.o
ALL_PKG  := $(CORE_PKG) $(foreach m,$(MODULES),$(PKG_$(m)))

pkg_cflags = $(shell $(PKG_CONFIG) --cflags $(1) 2>/dev/null)
pkg_libs   = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)

.PHONY: all
all: $(BUILD)/godwit $(BUILD)/libgodwit.so $(BUILD)/libgodwit.a $(if $(STATIC),,$(MODULE_SO))
	@:

# --- building ----------------------------------------------------------------------------------

# A file that remembers a value, and is newer than everything else when the value changes.
define remember
ifneq ($$(file <$(BUILD)/$(1)),$$($(2)))
.PHONY: $(BUILD)/$(1)
endif
$(BUILD)/$(1):
	@$$(shell mkdir -p $$(@D))$$(file >$$@,$$($(2)))
endef
FLAGS := $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)
$(eval $(call remember,flags,FLAGS))
# Where the program looks for its modules: one object knows.
MODULE_PLACE := $(if $(STATIC),inside,$(MODULEDIR))
$(eval $(call remember,moduleplace,MODULE_PLACE))
COMPILE = $(CC) $(ALL_CPPFLAGS) -I$(BUILD)/gen $(OBJ_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -o $@ $<

# Queries live in .sql files; each engine gets one header with all of its texts.
$(BUILD)/gen/%_sql.h: core/embed_sql.awk $(SQL_SRC)
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)awk -f core/embed_sql.awk $(wildcard core/engine/$*/sql/*.sql) > $@.tmp && mv $@.tmp $@

$(foreach e,postgres mysql sqlite,$(eval $(call obj,$(SRC_$(e))): | $(BUILD)/gen/$(e)_sql.h))
$(foreach m,$(MODULES),$(eval $(call obj,$(SRC_$(m))): OBJ_CPPFLAGS = $$(call pkg_cflags,$(PKG_$(m)))))
$(call obj,core/base/module.c): OBJ_CPPFLAGS = -DGW_MODULE_DIR='"$(MODULEDIR)"' \
	$(if $(STATIC),-DGW_STATIC)
$(call obj,core/base/module.c): $(BUILD)/moduleplace

$(BUILD)/obj/core/base/module_static.o: core/base/module.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -DGW_STATIC -o $@ $<

$(BUILD)/libgodwit.a: $(STATIC_OBJ)
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
		$(call pkg_libs,$(CORE_PKG) $(if $(STATIC),$(foreach m,$(MODULES),$(PKG_$(m))))) -ldl

define module_rule
$(BUILD)/modules/godwit-$(1).so: $(call obj,$(SRC_$(1)))
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -shared -o $$@ $$^ $$(call pkg_libs,$(PKG_$(1)))
endef
$(foreach m,$(MODULES),$(eval $(call module_rule,$(m))))

-include $(patsubst %.o,%.d,$(CORE_OBJ) $(CMD_OBJ) $(STATIC_OBJ))

# --- test programs ------------------------------------------------------------------------------

# Unit tests are programs of their own, with everything linked in, modules too. So are fuzz targets,
# which want clang and SANITIZE=1.
UNIT_SRC  := $(wildcard tests/unit/*/test_*.c)
LIVE_SRC  := $(wildcard tests/unit/*/*_live.c)
FUZZ_SRC  := $(wildcard tests/fuzz/*.c)
BENCH_SRC := $(wildcard tests/bench/*.c)
FAULT_SRC := $(wildcard tests/faults/*.c)
TEST_SRC  := $(UNIT_SRC) $(LIVE_SRC) $(FUZZ_SRC) $(BENCH_SRC)
test_bin   = $(patsubst tests/%.c,$(BUILD)/tests/%,$(1))
TEST_OBJ  := $(STATIC_OBJ) $(filter-out $(call obj,cmd/main.c),$(CMD_OBJ))

$(call obj,$(TEST_SRC) $(FAULT_SRC)): OBJ_CPPFLAGS = -Itests/unit $(call pkg_cflags,$(ALL_PKG) cmocka)
$(call test_bin,$(UNIT_SRC) $(LIVE_SRC)): TEST_LIBS = $(call pkg_libs,cmocka)
$(call test_bin,$(FUZZ_SRC)): TEST_LIBS = -fsanitize=fuzzer

$(BUILD)/libgodwit-test.a: $(TEST_OBJ)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(call test_bin,$(TEST_SRC)): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(BUILD)/libgodwit-test.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call pkg_libs,$(ALL_PKG)) $(TEST_LIBS) -ldl

# What breaks connections, and what breaks files and memory.
$(BUILD)/tests/faults/proxy: $(call obj,tests/faults/proxy.c tests/faults/talk.c) \
		$(BUILD)/libgodwit-test.a
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(BUILD)/tests/faults/preload.so: $(call obj,tests/faults/preload.c)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -shared -o $@ $^

.PHONY: unit fuzzers breakers gauges objects generated
generated: $(foreach e,postgres mysql sqlite,$(BUILD)/gen/$(e)_sql.h)
	@:
objects: $(CORE_OBJ) $(CMD_OBJ) $(MODULE_OBJ) $(call obj,$(TEST_SRC) $(FAULT_SRC))
	@:
unit: $(call test_bin,$(UNIT_SRC) $(LIVE_SRC))
	@:
fuzzers: $(call test_bin,$(FUZZ_SRC))
breakers: $(addprefix $(BUILD)/tests/faults/,proxy preload.so)
	@:
gauges: $(call test_bin,$(BENCH_SRC))
	@:

-include $(patsubst %.o,%.d,$(call obj,$(TEST_SRC) $(FAULT_SRC)))

# --- tests, checks and the demonstration ---------------------------------------------------------

# Nothing above can be made before its packages are there: these goals install them, and call make.
T        ?=
PARALLEL  = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
SUBMAKE   = $(MAKE) --no-print-directory $(PARALLEL)
OR_FAIL   = || { echo '0 passed, 1 failed'; exit 1; }

# Everything once more, for the sanitizers and to be fuzzed. "+": with the jobs of the make that is at work.
.PHONY: sanitized
sanitized:
	+@$(SUBMAKE) BUILD=$(BUILD)/sanitize CC=clang SANITIZE=1 STATIC=1 \
		CFLAGS=-fsanitize=fuzzer-no-link all unit fuzzers

# Builds the goals $(1) and runs $(2). What cannot be built is one more failure, and hides no other.
define build_and_run
	@tests/lib/packages build test $(3) $(OR_FAIL)
	@broken=; $(SUBMAKE) -k $(1) || broken=--broken; \
		BUILD=$(BUILD) $(2) $$broken -t '$(T)'
endef

.PHONY: demo test unit-test e2e test-faults test-matrix fuzz check bench
demo:
	@tests/lib/packages build
	@$(SUBMAKE) all
	@tests/lib/demo $(BUILD)/godwit

test:
	$(call build_and_run,all unit breakers sanitized,FUZZ_SECONDS=5 tests/run e2e faults live \
		unit sanitize fuzz)

unit-test:
	$(call build_and_run,unit,tests/run live unit)

e2e:
	$(call build_and_run,all breakers,tests/run e2e)

test-faults:
	$(call build_and_run,all breakers,TEST_SECONDS=36000 tests/run all-faults)

fuzz:
	$(call build_and_run,sanitized,tests/run fuzz)

test-matrix:
	$(call build_and_run,all unit,tests/lib/matrix,matrix)

# Other tools are left out where they cannot be had.
bench:
	@tests/lib/packages build test
	@tests/lib/packages bench || true
	@$(SUBMAKE) all gauges
	@BUILD=$(BUILD) tests/bench/run

check:
	@tests/lib/packages build test check $(OR_FAIL)
	@$(SUBMAKE) generated $(OR_FAIL)
	@BUILD=$(BUILD) FLAGS="$$($(SUBMAKE) compile-flags)" tests/check/run -t '$(T)'

.PHONY: compile-flags
compile-flags:
	@printf '%s ' -std=gnu17 $(ALL_CPPFLAGS) -I$(BUILD)/gen -DGW_MODULE_DIR='"$(MODULEDIR)"' -Itests/unit \
		$(WARNINGS) $(call pkg_cflags,$(ALL_PKG) cmocka)

# --- installing ----------------------------------------------------------------------------------

# The manual page and the completions are written by the program, from its own tables.
SHARE := $(BUILD)/share
$(SHARE)/godwit.1 $(SHARE)/bash $(SHARE)/zsh $(SHARE)/fish: $(BUILD)/godwit
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)$< $(if $(filter %.1,$@),help --man,completion $(@F)) > $@.tmp && mv $@.tmp $@

define PKG_CONFIG_FILE
Name: godwit
Description: Schema migrations for PostgreSQL, MySQL, MariaDB and SQLite
Version: $(VERSION)
Cflags: -I$(INCLUDEDIR)
Libs: -L$(LIBDIR) -lgodwit
Libs.private: -ldl
Requires.private: $(ALL_PKG)
endef
$(eval $(call remember,share/godwit.pc,PKG_CONFIG_FILE))

# Mode, file, place.
INSTALLED := \
	755:$(BUILD)/godwit:$(BINDIR)/godwit \
	$(if $(STATIC),,$(foreach so,$(MODULE_SO),755:$(so):$(MODULEDIR)/$(notdir $(so)))) \
	755:$(BUILD)/libgodwit.so:$(LIBDIR)/libgodwit.so.0 \
	644:$(BUILD)/libgodwit.a:$(LIBDIR)/libgodwit.a \
	644:core/godwit.h:$(INCLUDEDIR)/godwit.h \
	644:$(SHARE)/godwit.pc:$(LIBDIR)/pkgconfig/godwit.pc \
	644:$(SHARE)/godwit.1:$(MANDIR)/man1/godwit.1 \
	644:$(SHARE)/bash:$(DATADIR)/bash-completion/completions/godwit \
	644:$(SHARE)/zsh:$(DATADIR)/zsh/site-functions/_godwit \
	644:$(SHARE)/fish:$(DATADIR)/fish/vendor_completions.d/godwit.fish

define install_file
$(Q)install -D -m $(word 1,$(1)) $(word 2,$(1)) $(DESTDIR)$(word 3,$(1))

endef
.PHONY: install uninstall
install: all $(filter $(SHARE)/%,$(subst :, ,$(INSTALLED)))
	$(foreach line,$(INSTALLED),$(call install_file,$(subst :, ,$(line))))
	$(Q)ln -sf libgodwit.so.0 $(DESTDIR)$(LIBDIR)/libgodwit.so

uninstall:
	$(Q)rm -f $(addprefix $(DESTDIR),$(foreach line,$(INSTALLED),$(word 3,$(subst :, ,$(line)))) \
		$(LIBDIR)/libgodwit.so)
	$(Q)rmdir $(DESTDIR)$(MODULEDIR) 2>/dev/null || true

.PHONY: clean
clean:
	rm -rf build
