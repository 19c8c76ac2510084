/** One action on the selected images: what it needs to know, what it will do, and how far it is. */

import { type FormEvent, useEffect, useMemo, useState } from "react";
import { type Session, useSession } from "../app/session";
import { plural } from "../editing/naming";
import { useSelection } from "../selection/useSelection";
import { Dialog } from "../ui/Dialog";
import { FailureNote } from "../ui/FailureNote";
import { formatCount } from "../ui/formats";
import { ActionForm, plainAction } from "./ActionForm";
import { asksBeforeDeleting, type BulkAction, type BulkKind, namesFor, type Plan, planOf, type Planned } from "./plan";
import { PlanView } from "./PlanView";
import type { Outcome } from "./run";
import { deletionWord, labelOf, titleOf } from "./texts";
import { useAction } from "./useAction";
import { useFound } from "./useFound";
import { refusalText, useSender } from "./useSender";

type Properties = { kind: BulkKind; onClose: () => void };

export function BulkDialog({ kind, onClose }: Properties) {
  const { data: session } = useSession();
  return session && <Loaded kind={kind} session={session} onClose={onClose} />;
}

function Loaded({ kind, session, onClose }: Properties & { session: Session }) {
  const { limits } = session.registry;
  const { rows } = useSelection();
  // The images of the moment when the dialog was opened; a run takes images out of the selection.
  const [selected, setSelected] = useState(() => [...rows.values()].map(({ id, name }) => ({ id, name })));
  const ids = useMemo(() => selected.map(({ id }) => id), [selected]);
  const [action, setAction] = useState<BulkAction | null>(() => plainAction(kind));
  const [typed, setTyped] = useState("");
  const names = kind === "properties" ? namesFor({ kind, set: [], remove: [] }) : [];
  const found = useFound(ids, { names, withMembers: kind === "share" });
  const running = useAction(useSender(limits.maxBulkItems), onClose);
  const { progress, stopped } = running;
  const plan = useMemo(
    () =>
      action && found.images
        ? planOf(action, selected, found.images, { isAdministrator: session.viewer.isAdministrator, limits })
        : null,
    [action, found.images, selected, session, limits],
  );
  useLeavingQuestion(progress !== null);
  const word = plan && kind === "delete" && asksBeforeDeleting(plan.planned) ? wordOf(plan.planned) : null;
  const isReady = plan !== null && plan.planned.length > 0 && (word === null || typed.trim() === word);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (action && plan && isReady && !progress) void running.start(action, plan.planned);
  };
  /** Plans anew, from what is left and as it is now. */
  const goOn = (outcome: Outcome<Planned>) => {
    setSelected(leftOf(outcome).map(({ image: { id, name } }) => ({ id, name })));
    found.again();
    running.reset();
  };
  return (
    <Dialog title={titleOf(kind)} onClose={progress ? running.cancel : onClose} isWide>
      <form className="bulk-form" onSubmit={submit}>
        {progress ? (
          <Progress done={progress.done} total={progress.total} isCancelling={running.isCancelling} />
        ) : stopped ? (
          <Stopped outcome={stopped} />
        ) : (
          <>
            <ActionForm kind={kind} set={setAction} />
            {found.failure && <FailureNote failure={found.failure} onRetry={found.again} />}
            {!found.images && !found.failure && (
              <p className="edit-hint" role="status">
                Reading {plural(ids.length, "image")}… {found.count > 0 && formatCount(found.count)}
              </p>
            )}
            {plan && <PlanView plan={plan} />}
            {plan && word && <DeletionWord plan={plan} word={word} typed={typed} set={setTyped} />}
          </>
        )}
        <div className="dialog-buttons">
          <button
            type="button"
            className="button"
            disabled={running.isCancelling && progress !== null}
            onClick={progress ? running.cancel : onClose}
          >
            {stopped ? "Close" : "Cancel"}
          </button>
          {stopped && leftOf(stopped).length > 0 && (
            <button type="button" className="button button-primary" onClick={() => goOn(stopped)}>
              {stopped.refused?.item ? "Go on without it" : "Go on with the rest"}
            </button>
          )}
          {!progress && !stopped && (
            <button
              type="submit"
              className={kind === "delete" ? "button button-danger" : "button button-primary"}
              disabled={!isReady}
            >
              {action && plan ? labelOf(action, plan.planned.length) : titleOf(kind)}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** What a stopped run has not changed, without the image that was refused. */
function leftOf({ refused, rest }: Outcome<Planned>): Planned[] {
  return [...(refused?.batch ?? []).filter((each) => each !== refused?.item), ...rest];
}

function wordOf(planned: readonly Planned[]): string {
  const [{ image }] = planned as [Planned];
  return planned.length === 1 ? (image.name?.replace(/[\r\n]/g, "").trim() || image.id) : deletionWord(planned.length);
}

type WordProperties = { plan: Plan; word: string; typed: string; set: (typed: string) => void };

function DeletionWord({ plan, word, typed, set }: WordProperties) {
  const count = plan.planned.filter(({ image }) => image.visibility === "PUBLIC").length;
  return (
    <div className="edit-field">
      {count > 0 && <p className="edit-hint">Every project can use {plural(count, "image")} of them.</p>}
      <label>
        Type <code>{word}</code> to delete
        <input
          className="input"
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => set(target.value)}
        />
      </label>
    </div>
  );
}

function Progress({ done, total, isCancelling }: { done: number; total: number; isCancelling: boolean }) {
  return (
    <div className="bulk-progress">
      <progress value={done} max={total} aria-label="Progress" />
      <p role="status">
        {formatCount(done)} of {plural(total, "image")}
        {isCancelling && ". Stopping after the images that are on their way."}
      </p>
    </div>
  );
}

function Stopped({ outcome: { done, refused, rest } }: { outcome: Outcome<Planned> }) {
  const left = (refused?.batch.length ?? 0) + rest.length;
  return (
    <div role="alert" className="edit-stack">
      <p>
        {done.length > 0 ? `Changed ${plural(done.length, "image")}. ` : ""}
        {plural(left, "image")} {left === 1 ? "is" : "are"} not changed and {left === 1 ? "stays" : "stay"} selected.
      </p>
      {refused && (
        <FailureNote
          failure={{ ...refused.failure, message: refusalText(refused.item?.image ?? null, refused.failure) }}
        />
      )}
    </div>
  );
}

/** A run that is not at its end is left only after a question. */
function useLeavingQuestion(isRunning: boolean): void {
  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isRunning]);
}
