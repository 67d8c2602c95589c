import { useMutation } from "@tanstack/react-query";
import { Upload, X } from "lucide-react";
import { useRef, useState } from "react";
import type { AssistantTurns, ImportFormat } from "../../../shared/domain/exchange.ts";
import { showSet } from "../../app/show-new.ts";
import { orpc, problemOf } from "../../engine-client/index.ts";
import { Button, Dialog, IconButton, Segmented, Select, TextField } from "../../ui/index.ts";
import { ImportReportView } from "./import-report.tsx";
import styles from "./exchange.module.css";

interface ImportDialogProps {
  files: File[];
  /** The set that is open; empty where there is none. */
  setName: string;
  onClose: () => void;
}

const formats: readonly { value: ImportFormat | "auto"; label: string }[] = [
  { value: "auto", label: "Told by the file itself" },
  { value: "counterproof", label: "Counterproof JSONL" },
  { value: "openai-chat", label: "OpenAI chat" },
  { value: "mt-bench", label: "MT-Bench questions" },
  { value: "sharegpt", label: "ShareGPT" },
  { value: "csv", label: "CSV table" },
  { value: "prompt", label: "Prompt text" },
];

/** Files in, and then a report: what came in, and for each thing that did not, where and why. */
export function ImportDialog({ files: dropped, setName, onClose }: ImportDialogProps) {
  const [files, setFiles] = useState(dropped);
  const [name, setTargetName] = useState(setName || nameFrom(dropped[0]));
  const [format, setFormat] = useState<ImportFormat | "auto">("auto");
  const [assistantTurns, setAssistantTurns] = useState<AssistantTurns>("fixed");
  const picker = useRef<HTMLInputElement>(null);
  const importing = useMutation(
    orpc.exchange.import.mutationOptions({ onSuccess: ({ set }) => set !== null && void showSet(set.id) }),
  );
  const add = (more: readonly File[]) => {
    setFiles((now) => [...now, ...more]);
    if (name.trim() === "") setTargetName(nameFrom(more[0]));
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
                <span className={styles.size}>{sizeWords(file.size)}</span>
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
        <Select label="Format" value={format} options={formats} onValue={setFormat} />
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

function nameFrom(file: File | undefined): string {
  return file?.name.replace(/\.[^.]*$/, "").slice(0, 100) ?? "";
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
