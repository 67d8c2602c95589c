import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { orpc } from "../engine-client/index.ts";
import { classes, Menu, toastProblem } from "../ui/index.ts";
import { useCommand } from "./commands.ts";
import { NameDialog } from "./name-dialog.tsx";
import styles from "./top-bar.module.css";

export function ProjectMenu() {
  const project = useQuery(orpc.project.get.queryOptions()).data;
  const [isRenaming, setIsRenaming] = useState(false);
  const rename = useMutation(
    orpc.project.rename.mutationOptions({
      onError: (error) => toastProblem("The project could not be renamed", error),
    }),
  );
  const startRenaming = () => setIsRenaming(true);
  const canWrite = project?.readOnly === false;
  useCommand({
    id: "project-rename",
    title: "Rename project…",
    group: "Project",
    run: startRenaming,
    enabled: canWrite,
  });
  if (project === undefined) return null;
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className={classes(styles.choice, styles.quiet)}
            aria-label={`Project: ${project.name}`}
            title={project.file}
          >
            <span className={styles.name}>{project.name}</span>
            <ChevronDown aria-hidden="true" />
          </button>
        }
        entries={[{ heading: project.file }, { label: "Rename project…", run: startRenaming, disabled: !canWrite }]}
      />
      {isRenaming && (
        <NameDialog
          title="Rename project"
          label="Project name"
          initial={project.name}
          action="Rename"
          onClose={() => setIsRenaming(false)}
          onName={(name) => rename.mutate({ name })}
        />
      )}
    </>
  );
}
