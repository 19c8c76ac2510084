/** Any condition of the API, as JSON. The service checks it before the list uses it. */

import { type FormEvent, useId, useState } from "react";
import { useClient } from "urql";
import { trusted } from "../api/documents";
import { failureOf } from "../api/errors";
import { ImagesTotalDocument } from "../api/generated/graphql";
import type { FormProperties } from "./AddFilter";
import { readCondition } from "./checks";
import { FormError } from "./FormError";

export function WhereForm({ filters, onApply }: FormProperties) {
  const client = useClient();
  const [json, setJson] = useState(filters.where === null ? "" : JSON.stringify(filters.where, null, 2));
  const [problem, setProblem] = useState<string | null>(null);
  const [hint, error] = [useId(), useId()];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!json.trim()) return onApply({ where: null });
    const condition = readCondition(json);
    setProblem(condition.problem);
    if (condition.where === null) return;
    const variables = { where: condition.where, scope: "LISTED", includeDeleted: false } as const;
    const answer = await client.query(trusted(ImagesTotalDocument), variables).toPromise();
    const failure = answer.error ? failureOf(answer.error) : null;
    // Whatever else is wrong, such as a lost connection, the list says itself.
    if (failure?.code === "BAD_USER_INPUT" || failure?.code === "LIMIT_EXCEEDED") setProblem(failure.message);
    else onApply({ where: condition.where });
  };
  return (
    <form id="add-filter" onSubmit={submit}>
      <label className="field">
        ImageWhere
        <textarea
          className="input condition"
          rows={8}
          value={json}
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={`${hint} ${error}`}
          placeholder='{"or": [{"minDisk": {"gt": 20}}, {"minRam": {"gt": 4096}}]}'
          onChange={(event) => setJson(event.target.value)}
        />
      </label>
      <p id={hint} className="hint">
        A condition of the API, as <a href="graphql">GraphiQL</a> documents it. It holds together with the other filters.
      </p>
      <FormError id={error} text={problem} />
    </form>
  );
}
