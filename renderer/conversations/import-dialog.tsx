import { formatBytes } from "../../shared/format/values.ts";
import { type DragEvent, type ReactNode, useState, useRef } from "react";
import { classes, VirtualList, Button, Dialog, IconButton, Segmented, Select, TextField } from "../ui/index.ts";
import styles from "./import-dialog.module.css";
import {
  type ImportNote,
  type ImportReport,
  type AssistantTurns,
  type ImportFormat,
  importFormatLabels,
  importFormatSchema,
} from "../../shared/domain/import-report.ts";
import { useMutation } from "@tanstack/react-query";
import { Upload, X } from "lucide-react";
import { selectNewSet } from "../shell/selection.ts";
import { orpc, problemOf } from "../engine-client/index.ts";

/** Files dropped anywhere on the screen are for import. */
export function DropZone({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const [depth, setDepth] = useState(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <div
      className={styles.zone}
      onDragEnter={(event) => hasFiles(event) && setDepth((now) => now + 1)}
      onDragLeave={(event) => hasFiles(event) && setDepth((now) => Math.max(0, now - 1))}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        setDepth(0);
        if (!hasFiles(event)) return;
        event.preventDefault();
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
      <div className={classes(styles.drop, depth > 0 && styles.dropShown)} aria-hidden="true">
        Drop to import
      </div>
    </div>
  );
}

/** How many came in; and for each thing that did not, or came in altered: file, line, why. */
function ImportReportView({ report }: { report: ImportReport }) {
  const { set, added, updated, unchanged, prompts, rejected, warnings } = report;
  const number = (count: number) => count.toLocaleString("en");
  return (
    <>
      <p className={styles.outcome} role="status">
        {set === null
          ? "No conversations came in."
          : `${number(added + updated + unchanged)} conversations are now in “${set.name}”: `}
        {set !== null && `${number(added)} new, ${number(updated)} updated, ${number(unchanged)} there already.`}
        {prompts.map(({ name, version }) => ` The prompt “${name}” has a new version, v${version}.`)}
      </p>
      <ImportNotes title="Did not come in" tone={styles.badTitle} notes={rejected} />
      <ImportNotes title="Worth a look" tone={styles.warnTitle} notes={warnings} />
    </>
  );
}

function ImportNotes({
  title,
  tone,
  notes,
}: {
  title: string;
  tone: string | undefined;
  notes: readonly ImportNote[];
}) {
  const [selected, setSelected] = useState<string | null>(null);
  if (notes.length === 0) return null;
  const rows = notes.map((note, at) => ({ ...note, id: String(at) }));
  const whole = rows.find(({ id }) => id === selected);
  return (
    <section className={styles.notes}>
      <h3 className={tone}>
        {title}: {notes.length.toLocaleString("en")}
      </h3>
      <VirtualList
        label={title}
        className={styles.noteList}
        items={rows}
        idOf={({ id }) => id}
        selectedId={selected}
        onSelect={setSelected}
        renderItem={({ file, line, reason }) => (
          <>
            <span className={styles.place} title={file}>
              {file}
              {line !== null && `:${line}`}
            </span>
            <span className={styles.reason} title={reason}>
              {reason}
            </span>
          </>
        )}
      />
      {whole !== undefined && <p className={styles.whole}>{whole.reason}</p>}
    </section>
  );
}

interface ImportDialogProps {
  files: File[];
  /** The set that is open; empty where there is none. */
  setName: string;
  onClose: () => void;
}

const importFormats: readonly { value: ImportFormat | "auto"; label: string }[] = [
  { value: "auto", label: "Told by the file itself" },
  ...importFormatSchema.options.map((value) => ({ value, label: importFormatLabels[value] })),
];

/** Files in, and then a report: what came in, and for each thing that did not, where and why. */
export function ImportDialog({ files: dropped, setName, onClose }: ImportDialogProps) {
  const [files, setFiles] = useState(dropped);
  const [name, setTargetName] = useState(setName || setNameFromFile(dropped[0]));
  const [format, setFormat] = useState<ImportFormat | "auto">("auto");
  const [assistantTurns, setAssistantTurns] = useState<AssistantTurns>("fixed");
  const picker = useRef<HTMLInputElement>(null);
  const importing = useMutation(
    orpc.exchange.import.mutationOptions({ onSuccess: ({ set }) => set !== null && void selectNewSet(set.id) }),
  );
  const add = (more: readonly File[]) => {
    setFiles((now) => [...now, ...more]);
    if (name.trim() === "") setTargetName(setNameFromFile(more[0]));
  };
  const give = () =>
    importing.mutate({
      setName: name.trim(),
      files: files.map((file) => ({ name: file.name, bytes: file })),
      ...(format !== "auto" && { format }),
      assistantTurns,
    });

  if (importing.data !== undefined) {
    return (
      <Dialog
        open
        onClose={onClose}
        title="Import report"
        width={640}
        actions={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <ImportReportView report={importing.data} />
      </Dialog>
    );
  }
  const canDo = files.length > 0 && name.trim() !== "" && !importing.isPending;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Import conversations"
      description="JSONL, JSON or CSV. Conversations whose id the set has already are updated; nothing is deleted."
      width={560}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={give} disabled={!canDo}>
            {importing.isPending ? "Importing…" : "Import"}
          </Button>
        </>
      }
    >
      <div className={styles.files}>
        {files.length > 0 && (
          <ul className={styles.fileList}>
            {files.map((file, at) => (
              <li key={at}>
                <span className={styles.fileName} title={file.name}>
                  {file.name}
                </span>
                <span className={styles.size}>{formatBytes(file.size)}</span>
                <IconButton
                  label={`Leave out ${file.name}`}
                  icon={<X aria-hidden="true" />}
                  onClick={() => setFiles((now) => now.filter((_, index) => index !== at))}
                />
              </li>
            ))}
          </ul>
        )}
        <Button icon={<Upload aria-hidden="true" />} onClick={() => picker.current?.click()}>
          {files.length === 0 ? "Choose files" : "Add files"}
        </Button>
        <input
          ref={picker}
          type="file"
          multiple
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Files to import"
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
      <TextField
        label="Into set"
        value={name}
        maxLength={100}
        hint="Created if there is no set of this name"
        onValue={setTargetName}
      />
      <div className={styles.field}>
        <span className={styles.label} aria-hidden="true">
          Format
        </span>
        <Select label="Format" value={format} options={importFormats} onValue={setFormat} />
      </div>
      <div className={styles.field}>
        <span className={styles.label} aria-hidden="true">
          Assistant turns of other formats
        </span>
        <Segmented
          label="Assistant turns of other formats"
          value={assistantTurns}
          options={[
            { value: "fixed", label: "Keep as fixed replies" },
            { value: "live", label: "Let the model reply" },
          ]}
          onValue={setAssistantTurns}
        />
      </div>
      {importing.isError && (
        <p role="alert" className={styles.bad}>
          Nothing was imported: {problemOf(importing.error).message}
        </p>
      )}
    </Dialog>
  );
}

function setNameFromFile(file: File | undefined): string {
  return file?.name.replace(/\.[^.]*$/, "").slice(0, 100) ?? "";
}
