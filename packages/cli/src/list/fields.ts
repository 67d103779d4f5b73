import { FIELDS, type FieldDef } from '@lanner/schema';
import type { Listing } from '../print.ts';

/** The fields that rules can name, in the order given; only those with `text` in their name if it is given. */
export function listFields(text = '', known: readonly FieldDef[] = FIELDS): Listing {
  const fields = known.filter((field) => field.tableOnly !== true && field.name.includes(text));
  const classes = Map.groupBy(fields, (field) => field.class);
  return {
    groups: Array.from(classes, ([heading, members]) => ({
      heading,
      rows: members.map((field) => [shownName(field), field.type, described(field)]),
    })),
    plain: fields.map((field) => [
      field.name,
      field.type,
      field.class,
      propertiesOf(field).join(','),
      field.description,
    ]),
    json: fields.map((field) => ({
      name: field.name,
      type: field.type,
      class: field.class,
      properties: propertiesOf(field),
      description: field.description,
    })),
  };
}

/** With the argument that the field takes: `proc.aname[index]`. */
function shownName({ name, argument }: FieldDef): string {
  if (argument === undefined) return name;
  const kinds = argument.kinds.join('|');
  return argument.required ? `${name}[${kinds}]` : `${name}[${kinds}]?`;
}

function described(field: FieldDef): string {
  const properties = propertiesOf(field).filter((property) => !property.startsWith('argument'));
  return properties.length === 0 ? field.description : `${field.description} (${properties.join(', ')})`;
}

/** What is special about a field, in words that do not change. */
export function propertiesOf(field: FieldDef): string[] {
  const { argument } = field;
  return [
    ...(argument === undefined ? [] : [`argument ${argument.required ? 'required' : 'allowed'}`]),
    ...(argument?.kinds.map((kind) => `argument ${kind}`) ?? []),
    ...(field.list === true ? ['list'] : []),
    ...(field.any === true ? ['any'] : []),
    ...(field.anyWithoutArgument === true ? ['any without argument'] : []),
    ...(field.filterOnly === true ? ['conditions only'] : []),
    ...(field.printOnly === true ? ['outputs only'] : []),
    ...(field.noRhs === true ? ['left side only'] : []),
    ...(field.noTransformer === true ? ['no transformer'] : []),
    ...(field.deprecated === true ? ['deprecated'] : []),
    ...(field.unfilled === true ? ['never has a value yet'] : []),
  ];
}
