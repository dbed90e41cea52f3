/* The tables of what engines can provision hold together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine/mysql/estate_int.h"
#include "engine/postgres/estate_int.h"

static const struct gw_estate_engine *const engines[] = {&gw_pg_estate, &gw_my_estate};

static size_t index_of(const struct gw_estate_engine *engine, const struct gw_kind *kind)
{
	size_t i = 0;

	while (engine->kinds[i] != NULL && engine->kinds[i] != kind)
		i++;
	assert_non_null(engine->kinds[i]);
	return i;
}

static void check_kind(const struct gw_estate_engine *engine, const struct gw_kind *kind)
{
	assert_in_range(kind->nparts, 1, GW_PARTS_MAX);
	/* What rights wait for may be what only migrations make. */
	assert_true(kind->render != NULL || (kind == engine->inventory && kind->plural == NULL));
	assert_non_null(kind->looks[0].sql);
	assert_true(kind->drop >= kind->make);
	/* What has any attributes has no table of them. */
	assert_true(kind->missing == NULL || kind->properties == NULL);
	for (const struct gw_target *target = kind->targets; target && target->name; target++) {
		assert_true(kind->joint != NULL || kind == engine->inventory);
		assert_in_range(kind->type_part, 0, kind->nparts - 1);
		assert_in_range(kind->name_part, 0, kind->nparts - 1);
		assert_ptr_equal(gw_kind_target(kind, target->name), target);
		assert_true(kind->properties != NULL || target->privileges != NULL);
	}
	for (const struct gw_property *property = kind->properties; property && property->name;
	     property++)
		assert_ptr_equal(gw_kind_property(kind, property->name), property);
}

static void test_kinds(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(engines); i++) {
		for (size_t j = 0; engines[i]->kinds[j] != NULL; j++)
			check_kind(engines[i], engines[i]->kinds[j]);
		index_of(engines[i], engines[i]->database);
		index_of(engines[i], engines[i]->role);
		assert_non_null(engines[i]->doors[0]);
	}
}

/* Each part of a name comes from the path, from a key about something, or is empty. */
static void check_section(const struct gw_estate_engine *engine,
			  const struct gw_estate_section *section, size_t above)
{
	bool has_name = section->shape == GW_SHAPE_ASSETS || section->shape == GW_SHAPE_LINKS;
	size_t names = above + section->levels + has_name;

	index_of(engine, section->kind);
	assert_int_equal(strlen(section->parts), section->kind->nparts);
	assert_in_range(names, 0, GW_PARTS_MAX);
	for (const char *part = section->parts; *part != '\0'; part++) {
		if (*part == 'a' || *part == 'b')
			assert_non_null(section->kind->targets);
		else if (*part != '-')
			assert_in_range(*part, '0', '0' + names - 1);
	}
	for (const struct gw_estate_section *inner = section->inner; inner && inner->name; inner++)
		check_section(engine, inner, names);
}

static void test_sections(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(engines); i++) {
		for (const struct gw_estate_section *section = engines[i]->sections; section->name;
		     section++)
			check_section(engines[i], section, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_sections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
