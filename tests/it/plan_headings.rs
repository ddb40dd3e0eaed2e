//! What headings make of the lists below them: work, praise, advice, order, history.

use snapbox::{assert_data_eq, str};

use crate::plan_documents::read;
use crate::scene::Scene;

#[test]
fn phases_named_after_features_hold_work_and_told_dependencies_count() {
    assert_data_eq!(
        read("shop-tasks.md"),
        str![[r"
Parallel
5 ready add - T001 | Create the order model in src/orders/model.r | src/orders/model.rs | 
6 ready add - T002 | Create the price model in src/prices/model.r | src/prices/model.rs | 
10 ready add - T003 | Implement the history query in src/orders/hi | src/orders/history.rs | item-1
11 ready add - T004 | Implement the page in src/web/history.rs | src/web/history.rs | item-3
15 ready add - T005 | Implement the delivery query in src/delivery | src/delivery/query.rs | 
16 ready add - T006 | Implement the badge in src/web/badge.rs | src/web/badge.rs | item-2 item-5
20 ready fix - T007 | Escape names in src/web/template.rs | src/web/template.rs | item-4 item-6

"]]
    );
}

#[test]
fn advice_adds_what_no_finding_says_and_praise_is_none() {
    assert_data_eq!(
        read("quality-advice.md"),
        str![[r"
Parallel
10 ready fix high 1 | Panic when the socket is gone | net/socket.go | 
14 ready fix - 2 | The parser copies its input | parse/parser.go | 
18 ready fix - 3 | Clock is read in a loop | time/clock.go | 
29 ready test low - | Add load tests for the dispatcher |  | 
30 ready investigate low - | Consider a linter configuration in .golangci | .golangci.yml | 

"]]
    );
}

#[test]
fn a_japanese_report_has_its_known_problems_read() {
    assert_data_eq!(
        read("progress-ja.md"),
        str![[r"
Sequential
5 done add - - | 検索画面 |  | 
6 done add - - | 設定の保存 |  | 
17 ready add - - | sync.py が空のファイルで落ちる | sync.py | 
18 ready add - - | menu.py の表示が遅い | menu.py | 

"]]
    );
}

#[test]
fn what_touches_files_of_several_workers_is_told_when_it_can_be_done() {
    let files: Vec<String> = ["a", "b", "c"]
        .iter()
        .flat_map(|module| {
            let two = (0..6).map(move |n| format!("src/{module}/two{n}.rs"));
            two.chain([format!("src/{module}/one.rs")])
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|file| (file.as_str(), "x\n")).collect();
    let scene = Scene::with(&files);
    for (first, then, want) in [
        ("", "", "do it before the split or after landing:"),
        ("", " (depends on T002)", "do it before the split:"),
        (" (depends on T001)", "", "do it after landing:"),
        (" (depends on T001)", " (depends on T002)", "land item-1 first, then do it, then plan"),
    ] {
        let mut text = format!(
            "- [ ] T001 Add the cache in src/a/one.rs\n\
             - [ ] T002 Fix the wording in src/a/one.rs, src/b/one.rs and src/c/one.rs{first}\n\
             - [ ] T003 Add the queue in src/b/one.rs{then}\n"
        );
        for (n, module) in "abcbca".chars().enumerate() {
            let line = format!("src/{module}/one.rs and src/{module}/two{n}.rs");
            text += &format!("- [ ] T1{n:02} Add part {n} of the store in {line}\n");
        }
        scene.write("work.md", &text);
        let said = scene.parallel(&["plan", "--markdown", "work.md"]);
        assert!(said.stdout.contains(&format!("src/c/one.rs): {want}")), "{first}{then}: {said}");
    }
}

#[test]
fn a_spanish_review_has_its_fields_and_its_praise_read() {
    assert_data_eq!(
        read("revision-es.md"),
        str![[r"
Parallel
5 done refactor critical 1 | app/pago/page.tsx - Archivo demasiado grande | app/pago/page.tsx app/pago/hooks.ts | 
17 ready fix medium 2 | app/lista/page.tsx - Acceso sin verificación | app/lista/page.tsx | 
25 ready fix low 3 | Falta de manejo de errores | app/uno.tsx app/dos.tsx | 
33 ready add high 4 | Agregar pruebas unitarias |  | 
58 done update - - | Acceso optimizado - app/lista/page.tsx | app/lista/page.tsx | 

"]]
    );
}

#[test]
fn columns_are_known_in_many_languages() {
    assert_data_eq!(
        read("columns.md"),
        str![[r"
Parallel
7 ready refactor high D1 | Le parseur copie chaque ligne | src/parse.rs | 
8 done refactor medium D2 | Tests manquants du client | tests/client.rs | 
9 ready refactor low D3 | Nettoyer la configuration | config/app.toml | 
13 ready add - - | Ajouter un cache dans src/cache.rs (après D1 | src/cache.rs | item-1
14 done fix - - | Corriger le lien du menu |  | 
15 ready remove - - | Supprimer l'ancien module src/vieux.rs | src/vieux.rs | 
19 ready refactor - - | Mesurer avant de commencer |  | 
25 done fix high 1 | 로그인 오류 | src/login.ts | 
26 ready refactor medium 2 | 느린 검색 | src/search.ts | 
32 done fix high 1 | Ошибка входа | src/login.ts | 
33 ready refactor medium 2 | Медленный поиск | src/search.ts | 

"]]
    );
}

#[test]
fn what_is_told_at_length_is_one_item_and_nothing_found_is_none() {
    assert_data_eq!(
        read("lager.md"),
        str![[r"
Sequential
5 ready add - - | Lieferschein im Export |  | 
16 ready add - - | Rollen der Benutzer |  | 

"]]
    );
}

#[test]
fn a_table_without_a_known_title_has_its_words_taken_for_it() {
    assert_data_eq!(
        read("ticket-board.md"),
        str![[r"
Parallel
5 done add - T01 | The model of a shelf in src/shelf.rs | src/shelf.rs | 
6 ready add - T02 | A count per shelf in src/count.rs | src/count.rs | item-1
7 ready add - T03 | A report of what is missing |  | item-1 item-2
13 ready add - 7 | Gros fichier | src/stock.rs | 
14 ready add - 8 | Types en double | src/types.rs | 

"]]
    );
}

#[test]
fn headings_of_urgency_and_of_what_was_corrected_are_told_apart() {
    assert_data_eq!(
        read("app-todo.md"),
        str![[r"
Parallel
5 ready add high - | Sign in with a link |  | 
6 ready add high - | Keep drafts when offline |  | 
10 ready add medium - | A darker theme |  | 
14 done add medium - | The menu opened twice |  | 
18 ready document - - | Record the tour in docs/tour.md | docs/tour.md | 
28 ready add high - | Exportar a CSV |  | 
29 done add medium - | Buscar por nombre |  | 
33 ready fix high 1 | 缓存未失效 | core/cache.py | 

"]]
    );
}

#[test]
fn stages_wait_for_stages_by_number_and_by_what_they_are_about() {
    assert_data_eq!(
        read("stages.md"),
        str![[r"
Sequential
5 ready add - T001 | Create the project in app/setup.py | app/setup.py | 
9 ready add - T002 | Create the store in app/store.py | app/store.py | item-1
13 ready add high T003 | Add the form in app/form.py | app/form.py | item-2

"]]
    );
}
