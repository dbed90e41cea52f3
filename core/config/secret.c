/*
 * References to secrets: reading their form from YAML, and later the secret itself. A new kind of
 * reference is one line in the table of kinds.
 */
#include "config/secret.h"

#include "base/fs.h"
#include "base/str.h"
#include "config/config.h"
#include "config/dotenv.h"

struct gw_secret_kind {
	const char *name;
	bool is_list; /* the value is a list of words, not one text */
	bool (*read)(struct gw_arena *arena, const struct gw_secret *secret,
		     const struct gw_secret_context *context, struct gw_view *ret_text,
		     struct gw_error **err);
};

const char *gw_path_from(struct gw_arena *arena, const char *folder, const char *path)
{
	if (folder[0] == '\0' || path[0] == '/')
		return path;
	return gw_format(arena, gw_view_ends(gw_view_of(folder), "/") ? "%s%s" : "%s/%s", folder,
			 path);
}

/* The value of a variable: from the environment, or else from .env; NULL when unset or empty. */
static const char *find_variable(const struct gw_system *sys, const struct gw_map *dotenv,
				 const char *name)
{
	const char *text = sys->getenv(name);
	const struct gw_dotenv_value *value;

	if (text != NULL && text[0] != '\0')
		return text;
	value = gw_map_get(dotenv, gw_view_of(name));
	return value != NULL && value->text[0] != '\0' ? value->text : NULL;
}

static bool read_variable(struct gw_arena *arena GW_UNUSED, const struct gw_secret *secret,
			  const struct gw_secret_context *context, struct gw_view *ret_text,
			  struct gw_error **err)
{
	const char *text = find_variable(context->sys, context->dotenv, secret->name);

	if (text == NULL)
		return gw_fail(err, GW_E_SECRET, "the environment variable %s is not set",
			       secret->name);
	*ret_text = gw_view_of(text);
	return true;
}

static bool read_file(struct gw_arena *arena, const struct gw_secret *secret,
		      const struct gw_secret_context *context, struct gw_view *ret_text,
		      struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	const char *path = gw_path_from(arena, context->folder, secret->name);

	if (!gw_file_read_secret(path, &text, err))
		return false;
	*ret_text = (struct gw_view){gw_strndup(arena, text.view.p, text.view.n), text.view.n};
	return true;
}

static bool read_command(struct gw_arena *arena, const struct gw_secret *secret,
			 const struct gw_secret_context *context, struct gw_view *ret_text,
			 struct gw_error **err)
{
	return gw_secret_run(arena, context->sys, secret->argv, context->folder,
			     context->timeout_ms, ret_text, err);
}

static const struct gw_secret_kind kinds[] = {
	{"env", false, read_variable},
	{"file", false, read_file},
	{"command", true, read_command},
};

static const struct gw_secret_kind *find_kind(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(kinds); i++) {
		if (gw_view_is(name, kinds[i].name))
			return &kinds[i];
	}
	return NULL;
}

static bool fail_form(const struct gw_yaml *yaml, const struct gw_member *member,
		      struct gw_error **err)
{
	gw_yaml_fail(err, yaml, member->key_offset, member->key.n,
		     "'%.*s' takes a text or a reference to a secret", GW_VIEW_ARG(member->key));
	gw_error_hint(*err, "Write `{env: NAME}`, `{file: path}` or `{command: [program, "
			    "argument]}`.");
	return false;
}

static bool fail_kind(const struct gw_yaml *yaml, const struct gw_member *reference,
		      struct gw_error **err)
{
	const char *names[GW_COUNT(kinds)];
	const char *nearest;

	for (size_t i = 0; i < GW_COUNT(kinds); i++)
		names[i] = kinds[i].name;
	nearest = gw_nearest(reference->key, names, GW_COUNT(names));
	gw_yaml_fail(err, yaml, reference->key_offset, reference->key.n,
		     "a secret comes from env, file or command, not from '%.*s'",
		     GW_VIEW_ARG(reference->key));
	if (nearest != NULL)
		gw_error_hint(*err, "Did you mean `%s`?", nearest);
	return false;
}

/* The words of a command, or NULL when it is no list of texts. */
static const char *const *words_of(struct gw_arena *arena, const struct gw_node *list)
{
	const char **words;

	if (list->kind != GW_NODE_LIST || list->items.n == 0)
		return NULL;
	words = gw_new_array(arena, const char *, list->items.n + 1);
	for (size_t i = 0; i < list->items.n; i++) {
		if (list->items.items[i]->kind != GW_NODE_SCALAR)
			return NULL;
		words[i] = gw_view_dup(arena, list->items.items[i]->text);
	}
	return words[0][0] != '\0' ? words : NULL;
}

bool gw_secret_parse(struct gw_arena *arena, const struct gw_yaml *yaml,
		     const struct gw_member *member, const struct gw_secret **ret_secret,
		     struct gw_error **err)
{
	struct gw_secret *secret = gw_new(arena, struct gw_secret);
	const struct gw_member *reference;

	if (member->value->kind != GW_NODE_MAP || member->value->members.n != 1)
		return fail_form(yaml, member, err);
	reference = &member->value->members.items[0];
	secret->kind = find_kind(reference->key);
	if (secret->kind == NULL)
		return fail_kind(yaml, reference, err);
	if (secret->kind->is_list) {
		secret->argv = words_of(arena, reference->value);
		secret->name = secret->argv != NULL ? secret->argv[0] : NULL;
	} else if (reference->value->kind == GW_NODE_SCALAR && reference->value->text.n != 0) {
		secret->name = gw_view_dup(arena, reference->value->text);
	}
	if (secret->name == NULL)
		return gw_yaml_fail(err, yaml, reference->key_offset, reference->key.n,
				    secret->kind->is_list ? "'%s' takes a list: [program, argument]"
							  : "'%s' takes a text",
				    secret->kind->name);
	*ret_secret = secret;
	return true;
}

static struct gw_view without_newline(struct gw_view text)
{
	if (gw_view_ends(text, "\n"))
		text.n--;
	if (gw_view_ends(text, "\r"))
		text.n--;
	return text;
}

bool gw_secret_read(struct gw_arena *arena, const struct gw_secret *secret,
		    const struct gw_secret_context *context, const char **ret_text,
		    struct gw_error **err)
{
	struct gw_view text = {0};

	if (!secret->kind->read(arena, secret, context, &text, err))
		return false;
	text = without_newline(text);
	if (text.n == 0)
		return gw_fail(err, GW_E_SECRET, "the %s %s gives an empty secret",
			       secret->kind->name, secret->name);
	if (gw_view_find_char(text, '\0') != GW_NOWHERE)
		return gw_fail(err, GW_E_SECRET, "the %s %s gives a secret with a NUL character",
			       secret->kind->name, secret->name);
	*ret_text = gw_view_dup(arena, text);
	return true;
}

const char *gw_secret_describe(struct gw_arena *arena, const struct gw_secret *secret)
{
	return gw_format(arena, secret->kind->is_list ? "{%s: [%s, ...]}" : "{%s: %s}",
			 secret->kind->name, secret->name);
}
