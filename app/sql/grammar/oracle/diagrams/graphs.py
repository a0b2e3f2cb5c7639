"""Property graphs, and the attribute dimensions, hierarchies and views of analytic views."""

TEXT = """
create_property_graph = VERTEX TABLES ( graph_vertex,... ) | EDGE TABLES ( graph_edge,... )
    | OPTIONS ( graph_option,... )
graph_vertex = name [ AS id ] [ KEY ( id,... ) ] [ graph_label... ]
graph_edge = name [ AS id ] [ KEY ( id,... ) ] SOURCE graph_end DESTINATION graph_end
    [ graph_label... ]
graph_end = KEY ( id,... ) REFERENCES id [ ( id,... ) ] | id
graph_label = { LABEL id | DEFAULT LABEL } [ graph_properties ] | graph_properties
graph_properties = NO PROPERTIES | PROPERTIES [ ARE ] ALL COLUMNS [ EXCEPT ( id,... ) ]
    | PROPERTIES ( graph_property,... )
graph_property = expr [ AS id ]
graph_option = { ENFORCED | TRUSTED } MODE | { ALLOW | DISALLOW } MIXED PROPERTY TYPES
alter_property_graph = COMPILE

classification = CLASSIFICATION id [ VALUE string ] [ LANGUAGE string ]
several = name | ( name,... )
create_attribute_dimension = sharing | classification | DIMENSION TYPE { STANDARD | TIME }
    | USING dimension_source,... [ join_path... ] | ATTRIBUTES ( dimension_attribute,... )
    | LEVEL id [ dimension_level... ] | [ ALL ] MEMBER member_text
member_text = { NAME | CAPTION | DESCRIPTION } { string | name [ parens ] }
dimension_source = name [ REMOTE ] [ AS id | !{ ATTRIBUTES | JOIN } id ]
join_path = JOIN PATH id ON condition
dimension_attribute = name [ AS id | !{ CLASSIFICATION } id ] [ classification... ]
dimension_level = NOT NULL | SKIP WHEN NULL | LEVEL TYPE id | classification | KEY several
    | ALTERNATE KEY several | MEMBER member_text
    | ORDER BY level_order,... | DETERMINES ( id,... )
level_order = [ MIN | MAX ] name [ ASC | DESC ] [ NULLS { FIRST | LAST } ]
alter_attribute_dimension = RENAME TO id | COMPILE

create_hierarchy = sharing | classification | USING name | ( id [ child_of... ] )
    | HIERARCHICAL ATTRIBUTES ( hierarchical,... )
child_of = CHILD OF id
hierarchical = id [ classification... ]
alter_hierarchy = RENAME TO id | COMPILE

create_analytic_view = sharing | classification | USING dimension_fact
    | DIMENSION BY ( dimension_by,... ) | MEASURES ( measure,... ) | DEFAULT MEASURE id
    | DEFAULT AGGREGATE BY id | CACHE measure_cache,... | FACT COLUMNS ( fact_column,... )
    | { ENABLE | DISABLE } QUERY TRANSFORM [ RELY | NORELY ]
dimension_fact = name [ REMOTE ] [ AS id | !{ DIMENSION | CLASSIFICATION | ENABLE | DISABLE } id ]
dimension_by = name [ REMOTE ] [ AS id ] [ classification... ]
    [ KEY several REFERENCES [ DISTINCT ] several ] HIERARCHIES ( dimension_hierarchy,... )
dimension_hierarchy = name [ AS id ] [ DEFAULT ] [ classification... ]
measure = id [ FACT [ FOR MEASURE ] name ] [ AGGREGATE BY id ] [ AS ( expr ) ] [ classification... ]
measure_cache = MEASURE GROUP ( id,... ) [ cached_levels,... ]
cached_levels = LEVELS ( name,... ) { MATERIALIZED [ USING name ] | DYNAMIC [ TABLE name ] }
    | LEVELS ( name,... )
fact_column = name [ AS id ]
alter_analytic_view = RENAME TO id | COMPILE | { ADD | DROP } CACHE measure_cache
"""
