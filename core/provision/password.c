/*
 * Passwords of declared roles. What is compared is always a verifier: a password that fits the one
 * that the server keeps is declared as that one, any other as "new". A new one becomes a verifier
 * when its role is made or changed, by a salt of its own, and that is all the server is told.
 */
#include "base/fs.h"
#include "config/config.h"
#include "provision/provision_int.h"

/* Letters and digits; a byte that would make some of them likelier is passed over. */
static const char *random_password(struct gw_provision *provision, size_t length)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	enum { LETTERS = sizeof(letters) - 1, FAIR = 256 / LETTERS * LETTERS };
	char *text = gw_alloc(provision->arena, length + 1);
	size_t n = 0;

	while (n < length) {
		uint8_t byte;

		provision->sys->random(&byte, sizeof(byte));
		if (byte < FAIR)
			text[n++] = letters[byte % LETTERS];
	}
	return text;
}

static bool read_generated(struct gw_provision *provision, const char *path, const char **ret_text,
			   struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};

	if (!gw_file_read_secret(path, &text, err))
		return false;
	*ret_text = gw_view_dup(provision->arena, gw_view_trim(text.view));
	if ((*ret_text)[0] != '\0')
		return true;
	return gw_fail(err, GW_E_SECRET, "%s holds no password", path);
}

/* *ret_text is NULL when it is yet to be generated. */
static bool plain_text(struct gw_provision *provision, const struct gw_password *password,
		       const char **ret_text, struct gw_error **err)
{
	const char *path;

	*ret_text = NULL;
	if (password->secret != NULL) {
		if (gw_secret_read(provision->arena, password->secret, provision->secrets, ret_text,
				   err))
			return true;
		gw_yaml_locate(*err, &provision->declared->yaml, password->offset, 8);
		return false;
	}
	path = gw_path_from(provision->arena, provision->secrets->folder, password->generate);
	return !gw_file_exists(path) || read_generated(provision, path, ret_text, err);
}

/* Generates it where there is none. The file is there before the server knows anything of it. */
static bool plain_text_now(struct gw_provision *provision, const struct gw_password *password,
			   const char **ret_text, struct gw_error **err)
{
	const char *path;

	if (!plain_text(provision, password, ret_text, err))
		return false;
	if (*ret_text != NULL)
		return true;
	path = gw_path_from(provision->arena, provision->secrets->folder, password->generate);
	*ret_text = random_password(provision, password->length);
	return gw_file_create(path, gw_view_of(gw_format(provision->arena, "%s\n", *ret_text)),
			      0600, err);
}

/* What a declared password is to be compared as, when the server keeps this verifier. */
static bool wanted_verifier(struct gw_provision *provision, const struct gw_asset *role,
			    const char *stored, const char **ret_verifier, struct gw_error **err)
{
	const struct gw_password *password = role->password;
	const char *text;

	*ret_verifier = password->verifier != NULL ? password->verifier : GW_NEW_PASSWORD;
	if (password->verifier != NULL || stored == NULL || stored[0] == '\0')
		return true;
	if (!plain_text(provision, password, &text, err))
		return false;
	if (text != NULL && provision->engine->estate->password_fits(role->parts[0], stored, text))
		*ret_verifier = stored;
	return true;
}

/* Whether this call has set the role's password: then it is what is declared. */
static bool is_settled(const struct gw_provision *provision, const struct gw_asset *role)
{
	return gw_map_get(&provision->settled, gw_view_of(role->parts[0])) != NULL;
}

static bool compare(struct gw_provision *provision, struct gw_asset *role, struct gw_estate *live,
		    struct gw_provision_plan *plan, struct gw_error **err)
{
	struct gw_asset *known = gw_estate_find(live, provision->arena, role);
	struct gw_attribute attribute = {.name = "password", .offset = role->password->offset};
	const char *stored = known != NULL ? gw_asset_value(known, attribute.name) : NULL;
	const struct gw_attribute none = {.name = attribute.name, .value = ""};

	if (!wanted_verifier(provision, role, stored, &attribute.value, err))
		return false;
	gw_asset_set(provision->arena, role, &attribute);
	if (known == NULL || stored != NULL)
		return true;
	if (provision->set_passwords && !is_settled(provision, role))
		gw_asset_set(provision->arena, known, &none);
	else
		gw_asset_set(provision->arena, known, &(struct gw_attribute){.name = none.name});
	if (plan != NULL)
		gw_vec_push(provision->arena, &plan->unknown_passwords, role->parts[0]);
	return true;
}

bool gw_passwords_compare(struct gw_provision *provision, struct gw_estate *live,
			  struct gw_provision_plan *plan, struct gw_error **err)
{
	const struct gw_estate *declared = &provision->declared->estate;

	for (size_t i = 0; i < declared->assets.n; i++) {
		struct gw_asset *asset = declared->assets.items[i];

		if (asset->password != NULL && !asset->absent &&
		    !compare(provision, asset, live, plan, err))
			return false;
	}
	return true;
}

bool gw_passwords_settle(struct gw_provision *provision, struct gw_conn *conn,
			 struct gw_action *action, struct gw_error **err)
{
	const struct gw_asset *role = action->asset;

	for (size_t i = 0; i < action->changes.n; i++) {
		struct gw_change *change = &action->changes.items[i];
		const char *text;

		if (change->property == NULL || change->property->type != GW_ESTATE_SECRET)
			continue;
		gw_map_put(provision->arena, &provision->settled, gw_view_of(role->parts[0]),
			   provision);
		if (!gw_view_is(gw_view_of(change->after), GW_NEW_PASSWORD))
			continue;
		if (!plain_text_now(provision, role->password, &text, err) ||
		    !conn->engine->estate->password_verifier(conn, provision->arena, role->parts[0],
							     text, &change->after, err))
			return false;
	}
	return true;
}
