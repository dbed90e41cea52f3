/*
 * Values of a declaration, privileges and what they are about: brought into the one form in which they
 * are compared with live ones.
 */
#include <string.h>

#include "config/config.h"
#include "provision/provision_int.h"

enum { PASSWORD_LENGTH = 32, PASSWORD_LENGTH_MIN = 12, PASSWORD_LENGTH_MAX = 1000 };

/* --- properties --- */

static const char *value_of_bool(struct gw_view text)
{
	static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {"false", "no",
									       "off"};

	for (size_t i = 0; i < GW_COUNT(yes); i++) {
		if (gw_view_is_nocase(text, yes[i]))
			return "true";
		if (gw_view_is_nocase(text, no[i]))
			return "false";
	}
	return NULL;
}

static const char *value_of_number(struct gw_arena *arena, struct gw_view text)
{
	uint64_t number;
	bool negative = gw_view_starts(text, "-");

	if (!gw_parse_u64(gw_view_from(text, negative ? 1 : 0), &number) || number > INT32_MAX)
		return NULL;
	return gw_format(arena, "%s%llu", negative ? "-" : "", (unsigned long long)number);
}

/* A day is its first second, UTC. */
static const char *value_of_time(struct gw_arena *arena, struct gw_view text)
{
	enum { DAY_SIZE = 10, SECOND_SIZE = 19 };
	int64_t time_us;
	const char *whole = gw_view_dup(arena, text);

	if (gw_view_is(text, "infinity"))
		return "infinity";
	if (text.n == DAY_SIZE)
		whole = gw_format(arena, "%sT00:00:00Z", whole);
	if (!gw_time_parse(gw_view_of(whole), &time_us) || time_us % 1000000 != 0)
		return NULL;
	return gw_format(arena, "%.*sZ", SECOND_SIZE, gw_time_format(arena, time_us));
}

/* en_US.UTF-8 and en_US.utf8 are one locale: what follows the dot is written without dashes. */
static const char *value_of_locale(struct gw_arena *arena, struct gw_view text)
{
	GW_STR_AUTO struct gw_str str = {0};
	size_t dot = gw_view_find_char(text, '.');

	if (dot == GW_NOWHERE)
		return gw_view_dup(arena, text);
	gw_str_add(&str, gw_view_slice(text, 0, dot + 1));
	for (size_t i = dot + 1; i < text.n; i++) {
		if (text.p[i] != '-')
			gw_str_putc(&str, text.p[i]);
	}
	return gw_view_dup_lower(arena, gw_str_view(&str));
}

/* NULL: they are none. */
static const char *value_of_mode(struct gw_arena *arena, struct gw_view text)
{
	enum { MODE_MAX = 0777 };
	unsigned mode = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '7' || mode > MODE_MAX)
			return NULL;
		mode = mode * 8 + (unsigned)(text.p[i] - '0');
	}
	return text.n >= 3 && mode <= MODE_MAX ? gw_format(arena, "0%03o", mode) : NULL;
}

static const char *value_of_choice(struct gw_arena *arena, const char *const *choices,
				   const char *value)
{
	const char *lower = gw_view_dup_lower(arena, gw_view_of(value));

	while (*choices != NULL && strcmp(*choices, lower) != 0)
		choices++;
	return *choices;
}

static const char *choices_text(struct gw_arena *arena, const char *const *choices)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "write one of ");
	for (size_t i = 0; choices[i] != NULL; i++)
		gw_str_printf(&str, "%s%s", i != 0 ? ", " : "", choices[i]);
	return gw_str_take(&str, arena);
}

bool gw_declare_value(const struct gw_declaring *declaring, const struct gw_member *member,
		      const struct gw_property *property, const char **ret_value,
		      struct gw_error **err)
{
	struct gw_view text = member->value->text;
	const char *problem = NULL;

	if (member->value->kind != GW_NODE_SCALAR)
		return gw_declare_fail(declaring, member, "write one value", err);
	switch (property->type) {
	case GW_ESTATE_BOOL:
		*ret_value = value_of_bool(text);
		problem = "write true or false";
		break;
	case GW_ESTATE_NUMBER:
		*ret_value = value_of_number(declaring->arena, text);
		problem = "write a number";
		break;
	case GW_ESTATE_TIME:
		*ret_value = value_of_time(declaring->arena, text);
		problem = "write 2027-01-01, 2027-01-01T12:00:00Z or infinity";
		break;
	case GW_ESTATE_MODE:
		*ret_value = value_of_mode(declaring->arena, text);
		problem = "write permissions in octal: 0640";
		break;
	case GW_ESTATE_TEXT:
	case GW_ESTATE_LOCALE:
	case GW_ESTATE_SECRET:
		*ret_value = gw_view_dup(declaring->arena, text);
		break;
	}
	if (*ret_value != NULL && property->choices != NULL) {
		*ret_value = value_of_choice(declaring->arena, property->choices, *ret_value);
		problem = choices_text(declaring->arena, property->choices);
	}
	if (*ret_value != NULL)
		return true;
	return gw_yaml_fail(err, declaring->yaml, member->value->offset,
			    member->value->end - member->value->offset, "%.*s: %s",
			    GW_VIEW_ARG(member->key), problem);
}

bool gw_property_same(struct gw_arena *arena, const struct gw_property *property, const char *a,
		      const char *b)
{
	if (property->type != GW_ESTATE_LOCALE)
		return strcmp(a, b) == 0;
	return strcmp(value_of_locale(arena, gw_view_of(a)),
		      value_of_locale(arena, gw_view_of(b))) == 0;
}

/* --- rights, and what they are about --- */

bool gw_declare_target(const struct gw_declaring *declaring, const struct gw_kind *kind,
		       const struct gw_member *member, const struct gw_target **ret_target,
		       const char **ret_name, struct gw_error **err)
{
	GW_VEC(const char *) names = {0};
	struct gw_member type = *member;
	size_t end;

	for (const struct gw_target *target = kind->targets; target->name != NULL; target++) {
		struct gw_view rest = member->key;

		gw_vec_push(declaring->arena, &names, target->name);
		if (!gw_view_starts(rest, target->name))
			continue;
		rest = gw_view_from(rest, strlen(target->name));
		*ret_target = target;
		*ret_name = "";
		if (rest.n == 0 && target->nameless)
			return true;
		if (!gw_view_starts(rest, kind->joint))
			continue;
		*ret_name = gw_view_dup(declaring->arena,
					gw_view_trim(gw_view_from(rest, strlen(kind->joint))));
		if ((*ret_name)[0] != '\0')
			return true;
	}
	end = gw_view_find_char(member->key, ' ');
	type.key = gw_view_slice(member->key, 0, end);
	for (size_t i = 0; i < names.n; i++) {
		if (gw_view_is(type.key, names.items[i]))
			return gw_declare_fail(declaring, member, "the name is missing", err);
	}
	return gw_declare_fail_unknown(declaring, "key", &type, names.items, names.n, err);
}

static bool fail_privilege(const struct gw_declaring *declaring, const struct gw_node *node,
			   struct gw_view word, const struct gw_target *target,
			   struct gw_error **err)
{
	const struct gw_member named = {.key = word, .key_offset = node->offset};
	size_t n = 0;

	while (target->privileges[n] != NULL)
		n++;
	return gw_declare_fail_unknown(declaring, "privilege", &named, target->privileges, n, err);
}

bool gw_declare_privilege(const struct gw_declaring *declaring, const struct gw_node *node,
			  const struct gw_target *target, struct gw_attribute *ret_attribute,
			  struct gw_error **err)
{
	struct gw_view word = gw_view_trim(node->text);

	*ret_attribute = (struct gw_attribute){
		.value = "yes", .offset = node->offset, .length = node->end - node->offset};
	if (gw_view_starts_nocase(word, "no ")) {
		ret_attribute->value = "no";
		word = gw_view_trim(gw_view_from(word, strlen("no ")));
	} else if (word.n > strlen(" grantable") && gw_view_ends(word, " grantable")) {
		ret_attribute->value = "grantable";
		word = gw_view_trim(gw_view_slice(word, 0, word.n - strlen(" grantable")));
	}
	for (size_t i = 0; target->privileges[i] != NULL; i++) {
		if (!gw_view_is_nocase(word, target->privileges[i]))
			continue;
		ret_attribute->name = target->privileges[i];
		return true;
	}
	return fail_privilege(declaring, node, word, target, err);
}

/* --- passwords --- */

static bool fail_password(const struct gw_declaring *declaring, const struct gw_member *member,
			  struct gw_error **err)
{
	gw_declare_fail(declaring, member, "a password is not written into a file of declarations",
			err);
	gw_error_hint(*err, "Write where it comes from: `{env: NAME}`, `{file: path}`, "
			    "`{command: [program, argument]}`, `{generate: path}`, or a ready "
			    "`{verifier: text}`.");
	return false;
}

static bool read_generate(const struct gw_declaring *declaring, const struct gw_member *member,
			  struct gw_password *password, struct gw_error **err)
{
	const struct gw_node *path = gw_node_get(member->value, "generate");
	const struct gw_node *length = gw_node_get(member->value, "length");
	uint64_t number = PASSWORD_LENGTH;

	if (path->kind != GW_NODE_SCALAR || path->text.n == 0)
		return gw_declare_fail(declaring, member, "`generate` takes the path of a file",
				       err);
	if (member->value->members.n != (length != NULL ? 2 : 1))
		return fail_password(declaring, member, err);
	if (length != NULL && (!gw_parse_u64(length->text, &number) ||
			       number < PASSWORD_LENGTH_MIN || number > PASSWORD_LENGTH_MAX))
		return gw_declare_fail(declaring, member, "`length` is a number from 12 to 1000",
				       err);
	password->generate = gw_view_dup(declaring->arena, path->text);
	password->length = (size_t)number;
	return true;
}

static bool read_verifier(const struct gw_declaring *declaring, const struct gw_member *member,
			  struct gw_password *password, struct gw_error **err)
{
	const struct gw_node *text = gw_node_get(member->value, "verifier");

	if (text->kind != GW_NODE_SCALAR || member->value->members.n != 1)
		return fail_password(declaring, member, err);
	password->verifier = gw_view_dup(declaring->arena, text->text);
	if (declaring->engine->estate->is_verifier(password->verifier))
		return true;
	gw_declare_fail(declaring, member, "this is no verifier that the server takes", err);
	gw_error_hint(*err, "If it is the password itself, it should not stand here: write "
			    "`{env: NAME}` or `{file: path}`.");
	return false;
}

bool gw_declare_password(const struct gw_declaring *declaring, const struct gw_member *member,
			 const struct gw_password **ret_password, struct gw_error **err)
{
	struct gw_password *password = gw_new(declaring->arena, struct gw_password);

	password->offset = member->key_offset;
	*ret_password = password;
	if (member->value->kind != GW_NODE_MAP)
		return fail_password(declaring, member, err);
	if (gw_node_get(member->value, "generate") != NULL)
		return read_generate(declaring, member, password, err);
	if (gw_node_get(member->value, "verifier") != NULL)
		return read_verifier(declaring, member, password, err);
	return gw_secret_parse(declaring->arena, declaring->yaml, member, &password->secret, err);
}
