package page

import "strings"

// A part of JSON Schema, draft-07, which is the one that editors read.
type schema map[string]any

// Schema returns the JSON schema of the front matter, for editors: of what Lint says of the keys it
// holds what can be said of each by itself, and never refuses what Lint lets pass.
func Schema() map[string]any {
	properties, required := schema{}, requiredKeys
	for _, k := range metaKeys {
		of := k.schema()
		of["description"] = strings.ToUpper(k.want[:1]) + k.want[1:] + "."
		properties[k.name] = of
	}
	return schema{
		"$schema": "http://json-schema.org/draft-07/schema#", "title": "Front matter of a soprun page", "type": "object",
		"properties": properties, "required": required, "additionalProperties": false,
	}
}

func (k metaKey) schema() schema {
	switch k.takes {
	case oneWord:
		return schema{"enum": k.words}
	case textList:
		return schema{"anyOf": []any{k.text(), schema{"type": "array", "minItems": 1, "items": k.text()}}}
	case recordList:
		fields := schema{}
		for _, f := range k.fields {
			fields[f] = scalar()
		}
		entry := schema{"type": "object", "properties": fields, "required": k.fields, "additionalProperties": false}
		return schema{"anyOf": []any{entry, schema{"type": "array", "minItems": 1, "items": entry}}}
	case namedLists:
		items := schema{"type": "array", "minItems": 1, "items": scalar()}
		local := schema{"type": "string", "pattern": "^local( |$)"}
		return schema{"type": "object", "minProperties": 1, "propertyNames": schema{"pattern": "^[a-z][a-z0-9-]*$"}, "additionalProperties": schema{"anyOf": []any{items, local}}}
	case signing:
		more := "(, (" + strings.Join(k.words[1:], "|") + "))*"
		return schema{"type": "string", "pattern": "^" + k.words[0] + more + "$"}
	case oneText:
	}
	return k.text()
}

// text is one text, which YAML takes for a number where it looks like one: a version.
func (k metaKey) text() schema {
	s := scalar()
	if k.pattern != "" {
		s["pattern"] = k.pattern // which asks nothing of numbers
	}
	return s
}

func scalar() schema { return schema{"type": []string{"string", "number", "boolean"}} }
