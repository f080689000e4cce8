/* Includes libraries; their licences are under /static/vendor/. */
var wt,$,En,Xe,Tn,hn,Mi,yt={},An=[],Fi=/acit|ex(?:s|g|n|p|$)|rph|grid|ows|mnc|ntw|ine[ch]|zoo|^ord|itera/i;function pe(t,e){for(var o in e)t[o]=e[o];return t}function Cn(t){var e=t.parentNode;e&&e.removeChild(t)}function Pn(t,e,o){var n,s,r,a={};for(r in e)r=="key"?n=e[r]:r=="ref"?s=e[r]:a[r]=e[r];if(arguments.length>2&&(a.children=arguments.length>3?wt.call(arguments,2):o),typeof t=="function"&&t.defaultProps!=null)for(r in t.defaultProps)a[r]===void 0&&(a[r]=t.defaultProps[r]);return ft(t,a,n,s,null)}function ft(t,e,o,n,s){var r={type:t,props:e,key:o,ref:n,__k:null,__:null,__b:0,__e:null,__d:void 0,__c:null,__h:null,constructor:void 0,__v:s??++En};return $.vnode!=null&&$.vnode(r),r}function $t(t){return t.children}function _t(t,e){this.props=t,this.context=e}function Pe(t,e){if(e==null)return t.__?Pe(t.__,t.__.__k.indexOf(t)+1):null;for(var o;e<t.__k.length;e++)if((o=t.__k[e])!=null&&o.__e!=null)return o.__e;return typeof t.type=="function"?Pe(t):null}function On(t){var e,o;if((t=t.__)!=null&&t.__c!=null){for(t.__e=t.__c.base=null,e=0;e<t.__k.length;e++)if((o=t.__k[e])!=null&&o.__e!=null){t.__e=t.__c.base=o.__e;break}return On(t)}}function mn(t){(!t.__d&&(t.__d=!0)&&Xe.push(t)&&!bt.__r++||hn!==$.debounceRendering)&&((hn=$.debounceRendering)||Tn)(bt)}function bt(){for(var t;bt.__r=Xe.length;)t=Xe.sort(function(e,o){return e.__v.__b-o.__v.__b}),Xe=[],t.some(function(e){var o,n,s,r,a,l;e.__d&&(a=(r=(o=e).__v).__e,(l=o.__P)&&(n=[],(s=pe({},r)).__v=r.__v+1,bo(l,r,s,o.__n,l.ownerSVGElement!==void 0,r.__h!=null?[a]:null,n,a??Pe(r),r.__h),Dn(n,r),r.__e!=a&&On(r)))})}function Nn(t,e,o,n,s,r,a,l,u,p){var d,m,f,h,_,b,x,E=n&&n.__k||An,v=E.length;for(o.__k=[],d=0;d<e.length;d++)if((h=o.__k[d]=(h=e[d])==null||typeof h=="boolean"?null:typeof h=="string"||typeof h=="number"||typeof h=="bigint"?ft(null,h,null,null,h):Array.isArray(h)?ft($t,{children:h},null,null,null):h.__b>0?ft(h.type,h.props,h.key,null,h.__v):h)!=null){if(h.__=o,h.__b=o.__b+1,(f=E[d])===null||f&&h.key==f.key&&h.type===f.type)E[d]=void 0;else for(m=0;m<v;m++){if((f=E[m])&&h.key==f.key&&h.type===f.type){E[m]=void 0;break}f=null}bo(t,h,f=f||yt,s,r,a,l,u,p),_=h.__e,(m=h.ref)&&f.ref!=m&&(x||(x=[]),f.ref&&x.push(f.ref,null,h),x.push(m,h.__c||_,h)),_!=null?(b==null&&(b=_),typeof h.type=="function"&&h.__k!=null&&h.__k===f.__k?h.__d=u=In(h,u,t):u=Rn(t,h,f,E,_,u),p||o.type!=="option"?typeof o.type=="function"&&(o.__d=u):t.value=""):u&&f.__e==u&&u.parentNode!=t&&(u=Pe(f))}for(o.__e=b,d=v;d--;)E[d]!=null&&(typeof o.type=="function"&&E[d].__e!=null&&E[d].__e==o.__d&&(o.__d=Pe(n,d+1)),Ln(E[d],E[d]));if(x)for(d=0;d<x.length;d++)qn(x[d],x[++d],x[++d])}function In(t,e,o){var n,s;for(n=0;n<t.__k.length;n++)(s=t.__k[n])&&(s.__=t,e=typeof s.type=="function"?In(s,e,o):Rn(o,s,s,t.__k,s.__e,e));return e}function Rn(t,e,o,n,s,r){var a,l,u;if(e.__d!==void 0)a=e.__d,e.__d=void 0;else if(o==null||s!=r||s.parentNode==null)e:if(r==null||r.parentNode!==t)t.appendChild(s),a=null;else{for(l=r,u=0;(l=l.nextSibling)&&u<n.length;u+=2)if(l==s)break e;t.insertBefore(s,r),a=r}return a!==void 0?a:s.nextSibling}function fn(t,e,o){e[0]==="-"?t.setProperty(e,o):t[e]=o==null?"":typeof o!="number"||Fi.test(e)?o:o+"px"}function mt(t,e,o,n,s){var r;e:if(e==="style")if(typeof o=="string")t.style.cssText=o;else{if(typeof n=="string"&&(t.style.cssText=n=""),n)for(e in n)o&&e in o||fn(t.style,e,"");if(o)for(e in o)n&&o[e]===n[e]||fn(t.style,e,o[e])}else if(e[0]==="o"&&e[1]==="n")r=e!==(e=e.replace(/Capture$/,"")),e=e.toLowerCase()in t?e.toLowerCase().slice(2):e.slice(2),t.l||(t.l={}),t.l[e+r]=o,o?n||t.addEventListener(e,r?gn:_n,r):t.removeEventListener(e,r?gn:_n,r);else if(e!=="dangerouslySetInnerHTML"){if(s)e=e.replace(/xlink[H:h]/,"h").replace(/sName$/,"s");else if(e!=="href"&&e!=="list"&&e!=="form"&&e!=="tabIndex"&&e!=="download"&&e in t)try{t[e]=o??"";break e}catch{}typeof o=="function"||(o!=null&&(o!==!1||e[0]==="a"&&e[1]==="r")?t.setAttribute(e,o):t.removeAttribute(e))}}function _n(t){this.l[t.type+!1]($.event?$.event(t):t)}function gn(t){this.l[t.type+!0]($.event?$.event(t):t)}function bo(t,e,o,n,s,r,a,l,u){var p,d,m,f,h,_,b,x,E,v,L,A=e.type;if(e.constructor!==void 0)return null;o.__h!=null&&(u=o.__h,l=e.__e=o.__e,e.__h=null,r=[l]),(p=$.__b)&&p(e);try{e:if(typeof A=="function"){if(x=e.props,E=(p=A.contextType)&&n[p.__c],v=p?E?E.props.value:p.__:n,o.__c?b=(d=e.__c=o.__c).__=d.__E:("prototype"in A&&A.prototype.render?e.__c=d=new A(x,v):(e.__c=d=new _t(x,v),d.constructor=A,d.render=ji),E&&E.sub(d),d.props=x,d.state||(d.state={}),d.context=v,d.__n=n,m=d.__d=!0,d.__h=[]),d.__s==null&&(d.__s=d.state),A.getDerivedStateFromProps!=null&&(d.__s==d.state&&(d.__s=pe({},d.__s)),pe(d.__s,A.getDerivedStateFromProps(x,d.__s))),f=d.props,h=d.state,m)A.getDerivedStateFromProps==null&&d.componentWillMount!=null&&d.componentWillMount(),d.componentDidMount!=null&&d.__h.push(d.componentDidMount);else{if(A.getDerivedStateFromProps==null&&x!==f&&d.componentWillReceiveProps!=null&&d.componentWillReceiveProps(x,v),!d.__e&&d.shouldComponentUpdate!=null&&d.shouldComponentUpdate(x,d.__s,v)===!1||e.__v===o.__v){d.props=x,d.state=d.__s,e.__v!==o.__v&&(d.__d=!1),d.__v=e,e.__e=o.__e,e.__k=o.__k,e.__k.forEach(function(Ce){Ce&&(Ce.__=e)}),d.__h.length&&a.push(d);break e}d.componentWillUpdate!=null&&d.componentWillUpdate(x,d.__s,v),d.componentDidUpdate!=null&&d.__h.push(function(){d.componentDidUpdate(f,h,_)})}d.context=v,d.props=x,d.state=d.__s,(p=$.__r)&&p(e),d.__d=!1,d.__v=e,d.__P=t,p=d.render(d.props,d.state,d.context),d.state=d.__s,d.getChildContext!=null&&(n=pe(pe({},n),d.getChildContext())),m||d.getSnapshotBeforeUpdate==null||(_=d.getSnapshotBeforeUpdate(f,h)),L=p!=null&&p.type===$t&&p.key==null?p.props.children:p,Nn(t,Array.isArray(L)?L:[L],e,o,n,s,r,a,l,u),d.base=e.__e,e.__h=null,d.__h.length&&a.push(d),b&&(d.__E=d.__=null),d.__e=!1}else r==null&&e.__v===o.__v?(e.__k=o.__k,e.__e=o.__e):e.__e=Bi(o.__e,e,o,n,s,r,a,u);(p=$.diffed)&&p(e)}catch(Ce){e.__v=null,(u||r!=null)&&(e.__e=l,e.__h=!!u,r[r.indexOf(l)]=null),$.__e(Ce,e,o)}}function Dn(t,e){$.__c&&$.__c(e,t),t.some(function(o){try{t=o.__h,o.__h=[],t.some(function(n){n.call(o)})}catch(n){$.__e(n,o.__v)}})}function Bi(t,e,o,n,s,r,a,l){var u,p,d,m=o.props,f=e.props,h=e.type,_=0;if(h==="svg"&&(s=!0),r!=null){for(;_<r.length;_++)if((u=r[_])&&(u===t||(h?u.localName==h:u.nodeType==3))){t=u,r[_]=null;break}}if(t==null){if(h===null)return document.createTextNode(f);t=s?document.createElementNS("http://www.w3.org/2000/svg",h):document.createElement(h,f.is&&f),r=null,l=!1}if(h===null)m===f||l&&t.data===f||(t.data=f);else{if(r=r&&wt.call(t.childNodes),p=(m=o.props||yt).dangerouslySetInnerHTML,d=f.dangerouslySetInnerHTML,!l){if(r!=null)for(m={},_=0;_<t.attributes.length;_++)m[t.attributes[_].name]=t.attributes[_].value;(d||p)&&(d&&(p&&d.__html==p.__html||d.__html===t.innerHTML)||(t.innerHTML=d&&d.__html||""))}if((function(b,x,E,v,L){var A;for(A in E)A==="children"||A==="key"||A in x||mt(b,A,null,E[A],v);for(A in x)L&&typeof x[A]!="function"||A==="children"||A==="key"||A==="value"||A==="checked"||E[A]===x[A]||mt(b,A,x[A],E[A],v)})(t,f,m,s,l),d)e.__k=[];else if(_=e.props.children,Nn(t,Array.isArray(_)?_:[_],e,o,n,s&&h!=="foreignObject",r,a,r?r[0]:o.__k&&Pe(o,0),l),r!=null)for(_=r.length;_--;)r[_]!=null&&Cn(r[_]);l||("value"in f&&(_=f.value)!==void 0&&(_!==t.value||h==="progress"&&!_)&&mt(t,"value",_,m.value,!1),"checked"in f&&(_=f.checked)!==void 0&&_!==t.checked&&mt(t,"checked",_,m.checked,!1))}return t}function qn(t,e,o){try{typeof t=="function"?t(e):t.current=e}catch(n){$.__e(n,o)}}function Ln(t,e,o){var n,s;if($.unmount&&$.unmount(t),(n=t.ref)&&(n.current&&n.current!==t.__e||qn(n,null,e)),(n=t.__c)!=null){if(n.componentWillUnmount)try{n.componentWillUnmount()}catch(r){$.__e(r,e)}n.base=n.__P=null}if(n=t.__k)for(s=0;s<n.length;s++)n[s]&&Ln(n[s],e,typeof t.type!="function");o||t.__e==null||Cn(t.__e),t.__e=t.__d=void 0}function ji(t,e,o){return this.constructor(t,o)}function Mn(t,e,o){var n,s,r;$.__&&$.__(t,e),s=(n=typeof o=="function")?null:o&&o.__k||e.__k,r=[],bo(e,t=(!n&&o||e).__k=Pn($t,null,[t]),s||yt,yt,e.ownerSVGElement!==void 0,!n&&o?[o]:s?null:e.firstChild?wt.call(e.childNodes):null,r,!n&&o?o:s?s.__e:e.firstChild,n),Dn(r,t)}wt=An.slice,$={__e:function(t,e){for(var o,n,s;e=e.__;)if((o=e.__c)&&!o.__)try{if((n=o.constructor)&&n.getDerivedStateFromError!=null&&(o.setState(n.getDerivedStateFromError(t)),s=o.__d),o.componentDidCatch!=null&&(o.componentDidCatch(t),s=o.__d),s)return o.__E=o}catch(r){t=r}throw t}},En=0,_t.prototype.setState=function(t,e){var o;o=this.__s!=null&&this.__s!==this.state?this.__s:this.__s=pe({},this.state),typeof t=="function"&&(t=t(pe({},o),this.props)),t&&pe(o,t),t!=null&&this.__v&&(e&&this.__h.push(e),mn(this))},_t.prototype.forceUpdate=function(t){this.__v&&(this.__e=!0,t&&this.__h.push(t),mn(this))},_t.prototype.render=$t,Xe=[],Tn=typeof Promise=="function"?Promise.prototype.then.bind(Promise.resolve()):setTimeout,bt.__r=0,Mi=0;var kt,J,yn,vt=0,go=[],bn=$.__b,vn=$.__r,wn=$.diffed,$n=$.__c,kn=$.unmount;function vo(t,e){$.__h&&$.__h(J,t,vt||e),vt=0;var o=J.__H||(J.__H={__:[],__h:[]});return t>=o.__.length&&o.__.push({}),o.__[t]}function g(t){return vt=1,Ui(Bn,t)}function Ui(t,e,o){var n=vo(kt++,2);return n.t=t,n.__c||(n.__=[o?o(e):Bn(void 0,e),function(s){var r=n.t(n.__[0],s);n.__[0]!==r&&(n.__=[r,n.__[1]],n.__c.setState({}))}],n.__c=J),n.__}function y(t,e){var o=vo(kt++,3);!$.__s&&Fn(o.__H,e)&&(o.__=t,o.__H=e,J.__H.__h.push(o))}function I(t){return vt=5,xt(function(){return{current:t}},[])}function xt(t,e){var o=vo(kt++,7);return Fn(o.__H,e)&&(o.__=t(),o.__H=e,o.__h=t),o.__}function Hi(){go.forEach(function(t){if(t.__P)try{t.__H.__h.forEach(gt),t.__H.__h.forEach(yo),t.__H.__h=[]}catch(e){t.__H.__h=[],$.__e(e,t.__v)}}),go=[]}$.__b=function(t){J=null,bn&&bn(t)},$.__r=function(t){vn&&vn(t),kt=0;var e=(J=t.__c).__H;e&&(e.__h.forEach(gt),e.__h.forEach(yo),e.__h=[])},$.diffed=function(t){wn&&wn(t);var e=t.__c;e&&e.__H&&e.__H.__h.length&&(go.push(e)!==1&&yn===$.requestAnimationFrame||((yn=$.requestAnimationFrame)||function(o){var n,s=function(){clearTimeout(r),xn&&cancelAnimationFrame(n),setTimeout(o)},r=setTimeout(s,100);xn&&(n=requestAnimationFrame(s))})(Hi)),J=void 0},$.__c=function(t,e){e.some(function(o){try{o.__h.forEach(gt),o.__h=o.__h.filter(function(n){return!n.__||yo(n)})}catch(n){e.some(function(s){s.__h&&(s.__h=[])}),e=[],$.__e(n,o.__v)}}),$n&&$n(t,e)},$.unmount=function(t){kn&&kn(t);var e=t.__c;if(e&&e.__H)try{e.__H.__.forEach(gt)}catch(o){$.__e(o,e.__v)}};var xn=typeof requestAnimationFrame=="function";function gt(t){var e=J;typeof t.__c=="function"&&t.__c(),J=e}function yo(t){var e=J;t.__c=t.__(),J=e}function Fn(t,e){return!t||t.length!==e.length||e.some(function(o,n){return o!==t[n]})}function Bn(t,e){return typeof e=="function"?e(t):e}var jn=function(t,e,o,n){var s;e[0]=0;for(var r=1;r<e.length;r++){var a=e[r++],l=e[r]?(e[0]|=a?1:2,o[e[r++]]):e[++r];a===3?n[0]=l:a===4?n[1]=Object.assign(n[1]||{},l):a===5?(n[1]=n[1]||{})[e[++r]]=l:a===6?n[1][e[++r]]+=l+"":a?(s=t.apply(l,jn(t,l,o,["",null])),n.push(s),l[0]?e[0]|=2:(e[r-2]=0,e[r]=s)):n.push(l)}return n},Sn=new Map,c=function(t){var e=Sn.get(this);return e||(e=new Map,Sn.set(this,e)),(e=jn(this,e.get(t)||(e.set(t,e=(function(o){for(var n,s,r=1,a="",l="",u=[0],p=function(f){r===1&&(f||(a=a.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?u.push(0,f,a):r===3&&(f||a)?(u.push(3,f,a),r=2):r===2&&a==="..."&&f?u.push(4,f,0):r===2&&a&&!f?u.push(5,0,!0,a):r>=5&&((a||!f&&r===5)&&(u.push(r,0,a,s),r=6),f&&(u.push(r,f,0,s),r=6)),a=""},d=0;d<o.length;d++){d&&(r===1&&p(),p(d));for(var m=0;m<o[d].length;m++)n=o[d][m],r===1?n==="<"?(p(),u=[u],r=3):a+=n:r===4?a==="--"&&n===">"?(r=1,a=""):a=n+a[0]:l?n===l?l="":a+=n:n==='"'||n==="'"?l=n:n===">"?(p(),r=1):r&&(n==="="?(r=5,s=a,a=""):n==="/"&&(r<5||o[d][m+1]===">")?(p(),r===3&&(u=u[0]),r=u,(u=u[0]).push(2,0,r),r=0):n===" "||n==="	"||n===`
`||n==="\r"?(p(),r=2):a+=n),r===3&&a==="!--"&&(r=4,u=u[0])}return p(),u})(t)),e),arguments,[])).length>1?e:e[0]}.bind(Pn);function he(t){let e=document.cookie.split("; ").find(o=>o.startsWith(`${t}=`));return e?decodeURIComponent(e.slice(t.length+1)):""}function oe(t,e){let o=e?31536e3:0,n=location.protocol==="https:"?"; secure":"";document.cookie=`${t}=${encodeURIComponent(e)}; path=/; max-age=${o}; samesite=lax${n}`}function St(){let t=he("theme");return t==="light"||t==="dark"?t:"auto"}function wo(t){document.documentElement.dataset.theme=t,document.dispatchEvent(new CustomEvent("lab:theme"))}function Un(t){oe("theme",t==="auto"?"":t),wo(t)}var S=class extends Error{constructor(e,o,n=""){super(o.detail??n),this.status=e,this.code=o.code??"internal",this.errors=o.errors??{},this.challenge=o.challenge??"",this.methods=o.methods??[],this.email=o.email??""}get summary(){return[...new Set([this.message,...Object.values(this.errors).flat()])].join(" ")}};function F(t){if(t instanceof S)return t;throw t}var j=class t{#t=new Set;#o;#e=null;constructor(e){this.#o=e}static lazy(e){let o=new t(void 0);return o.#e=e,o}get value(){return this.#e&&(this.#o=this.#e(),this.#e=null),this.#o}set(e){if(!Object.is(e,this.value)){this.#o=e;for(let o of[...this.#t])o()}}subscribe(e){return this.#t.add(e),()=>this.#t.delete(e)}};var ne=Object.create(null);ne.open="0",ne.close="1",ne.ping="2",ne.pong="3",ne.message="4",ne.upgrade="5",ne.noop="6";var At=Object.create(null);Object.keys(ne).forEach((t=>{At[ne[t]]=t}));var So={type:"error",data:"parser error"},Yn=typeof Blob=="function"||typeof Blob<"u"&&Object.prototype.toString.call(Blob)==="[object BlobConstructor]",Kn=typeof ArrayBuffer=="function",Gn=t=>typeof ArrayBuffer.isView=="function"?ArrayBuffer.isView(t):t&&t.buffer instanceof ArrayBuffer,Mo=({type:t,data:e},o,n)=>Yn&&e instanceof Blob?o?n(e):Hn(e,n):Kn&&(e instanceof ArrayBuffer||Gn(e))?o?n(e):Hn(new Blob([e]),n):n(ne[t]+(e||"")),Hn=(t,e)=>{let o=new FileReader;return o.onload=function(){let n=o.result.split(",")[1];e("b"+(n||""))},o.readAsDataURL(t)};function Vn(t){return t instanceof Uint8Array?t:t instanceof ArrayBuffer?new Uint8Array(t):new Uint8Array(t.buffer,t.byteOffset,t.byteLength)}var $o,Vi="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",Qe=typeof Uint8Array>"u"?[]:new Uint8Array(256);for(let t=0;t<64;t++)Qe[Vi.charCodeAt(t)]=t;var zi=typeof ArrayBuffer=="function",Fo=(t,e)=>{if(typeof t!="string")return{type:"message",data:Jn(t,e)};let o=t.charAt(0);return o==="b"?{type:"message",data:Wi(t.substring(1),e)}:At[o]?t.length>1?{type:At[o],data:t.substring(1)}:{type:At[o]}:So},Wi=(t,e)=>{if(zi){let o=(n=>{let s,r,a,l,u,p=.75*n.length,d=n.length,m=0;n[n.length-1]==="="&&(p--,n[n.length-2]==="="&&p--);let f=new ArrayBuffer(p),h=new Uint8Array(f);for(s=0;s<d;s+=4)r=Qe[n.charCodeAt(s)],a=Qe[n.charCodeAt(s+1)],l=Qe[n.charCodeAt(s+2)],u=Qe[n.charCodeAt(s+3)],h[m++]=r<<2|a>>4,h[m++]=(15&a)<<4|l>>2,h[m++]=(3&l)<<6|63&u;return f})(t);return Jn(o,e)}return{base64:!0,data:t}},Jn=(t,e)=>e==="blob"?t instanceof Blob?t:new Blob([t]):t instanceof ArrayBuffer?t:t.buffer,zn="";function Yi(){return new TransformStream({transform(t,e){(function(o,n){Yn&&o.data instanceof Blob?o.data.arrayBuffer().then(Vn).then(n):Kn&&(o.data instanceof ArrayBuffer||Gn(o.data))?n(Vn(o.data)):Mo(o,!1,(s=>{$o||($o=new TextEncoder),n($o.encode(s))}))})(t,(o=>{let n=o.length,s;if(n<126)s=new Uint8Array(1),new DataView(s.buffer).setUint8(0,n);else if(n<65536){s=new Uint8Array(3);let r=new DataView(s.buffer);r.setUint8(0,126),r.setUint16(1,n)}else{s=new Uint8Array(9);let r=new DataView(s.buffer);r.setUint8(0,127),r.setBigUint64(1,BigInt(n))}t.data&&typeof t.data!="string"&&(s[0]|=128),e.enqueue(s),e.enqueue(o)}))}})}var ko;function Et(t){return t.reduce(((e,o)=>e+o.length),0)}function Tt(t,e){if(t[0].length===e)return t.shift();let o=new Uint8Array(e),n=0;for(let s=0;s<e;s++)o[s]=t[0][n++],n===t[0].length&&(t.shift(),n=0);return t.length&&n<t[0].length&&(t[0]=t[0].slice(n)),o}function V(t){if(t)return(function(e){for(var o in V.prototype)e[o]=V.prototype[o];return e})(t)}V.prototype.on=V.prototype.addEventListener=function(t,e){return this.t=this.t||{},(this.t["$"+t]=this.t["$"+t]||[]).push(e),this},V.prototype.once=function(t,e){function o(){this.off(t,o),e.apply(this,arguments)}return o.fn=e,this.on(t,o),this},V.prototype.off=V.prototype.removeListener=V.prototype.removeAllListeners=V.prototype.removeEventListener=function(t,e){if(this.t=this.t||{},arguments.length==0)return this.t={},this;var o,n=this.t["$"+t];if(!n)return this;if(arguments.length==1)return delete this.t["$"+t],this;for(var s=0;s<n.length;s++)if((o=n[s])===e||o.fn===e){n.splice(s,1);break}return n.length===0&&delete this.t["$"+t],this},V.prototype.emit=function(t){this.t=this.t||{};for(var e=new Array(arguments.length-1),o=this.t["$"+t],n=1;n<arguments.length;n++)e[n-1]=arguments[n];if(o){n=0;for(var s=(o=o.slice(0)).length;n<s;++n)o[n].apply(this,e)}return this},V.prototype.emitReserved=V.prototype.emit,V.prototype.listeners=function(t){return this.t=this.t||{},this.t["$"+t]||[]},V.prototype.hasListeners=function(t){return!!this.listeners(t).length};var Dt=typeof Promise=="function"&&typeof Promise.resolve=="function"?t=>Promise.resolve().then(t):(t,e)=>e(t,0),X=typeof self<"u"?self:typeof window<"u"?window:Function("return this")();function Xn(t,...e){return e.reduce(((o,n)=>(t.hasOwnProperty(n)&&(o[n]=t[n]),o)),{})}var Ki=X.setTimeout,Gi=X.clearTimeout;function qt(t,e){e.useNativeTimers?(t.setTimeoutFn=Ki.bind(X),t.clearTimeoutFn=Gi.bind(X)):(t.setTimeoutFn=X.setTimeout.bind(X),t.clearTimeoutFn=X.clearTimeout.bind(X))}function Zn(){return Date.now().toString(36).substring(3)+Math.random().toString(36).substring(2,5)}var Eo=class extends Error{constructor(e,o,n){super(e),this.description=o,this.context=n,this.type="TransportError"}},tt=class extends V{constructor(e){super(),this.writable=!1,qt(this,e),this.opts=e,this.query=e.query,this.socket=e.socket,this.supportsBinary=!e.forceBase64}onError(e,o,n){return super.emitReserved("error",new Eo(e,o,n)),this}open(){return this.readyState="opening",this.doOpen(),this}close(){return this.readyState!=="opening"&&this.readyState!=="open"||(this.doClose(),this.onClose()),this}send(e){this.readyState==="open"&&this.write(e)}onOpen(){this.readyState="open",this.writable=!0,super.emitReserved("open")}onData(e){let o=Fo(e,this.socket.binaryType);this.onPacket(o)}onPacket(e){super.emitReserved("packet",e)}onClose(e){this.readyState="closed",super.emitReserved("close",e)}pause(e){}createUri(e,o={}){return e+"://"+this.i()+this.o()+this.opts.path+this.h(o)}i(){let e=this.opts.hostname;return e.indexOf(":")===-1?e:"["+e+"]"}o(){return this.opts.port&&(this.opts.secure&&Number(this.opts.port)!==443||!this.opts.secure&&Number(this.opts.port)!==80)?":"+this.opts.port:""}h(e){let o=(function(n){let s="";for(let r in n)n.hasOwnProperty(r)&&(s.length&&(s+="&"),s+=encodeURIComponent(r)+"="+encodeURIComponent(n[r]));return s})(e);return o.length?"?"+o:""}},To=class extends tt{constructor(){super(...arguments),this.u=!1}get name(){return"polling"}doOpen(){this.l()}pause(e){this.readyState="pausing";let o=()=>{this.readyState="paused",e()};if(this.u||!this.writable){let n=0;this.u&&(n++,this.once("pollComplete",(function(){--n||o()}))),this.writable||(n++,this.once("drain",(function(){--n||o()})))}else o()}l(){this.u=!0,this.doPoll(),this.emitReserved("poll")}onData(e){((o,n)=>{let s=o.split(zn),r=[];for(let a=0;a<s.length;a++){let l=Fo(s[a],n);if(r.push(l),l.type==="error")break}return r})(e,this.socket.binaryType).forEach((o=>{if(this.readyState==="opening"&&o.type==="open"&&this.onOpen(),o.type==="close")return this.onClose({description:"transport closed by the server"}),!1;this.onPacket(o)})),this.readyState!=="closed"&&(this.u=!1,this.emitReserved("pollComplete"),this.readyState==="open"&&this.l())}doClose(){let e=()=>{this.write([{type:"close"}])};this.readyState==="open"?e():this.once("open",e)}write(e){this.writable=!1,((o,n)=>{let s=o.length,r=new Array(s),a=0;o.forEach(((l,u)=>{Mo(l,!1,(p=>{r[u]=p,++a===s&&n(r.join(zn))}))}))})(e,(o=>{this.doWrite(o,(()=>{this.writable=!0,this.emitReserved("drain")}))}))}uri(){let e=this.opts.secure?"https":"http",o=this.query||{};return this.opts.timestampRequests!==!1&&(o[this.opts.timestampParam]=Zn()),this.supportsBinary||o.sid||(o.b64=1),this.createUri(e,o)}},Qn=!1;try{Qn=typeof XMLHttpRequest<"u"&&"withCredentials"in new XMLHttpRequest}catch{}var Ji=Qn;function Xi(){}var Ao=class extends To{constructor(e){if(super(e),typeof location<"u"){let o=location.protocol==="https:",n=location.port;n||(n=o?"443":"80"),this.xd=typeof location<"u"&&e.hostname!==location.hostname||n!==e.port}}doWrite(e,o){let n=this.request({method:"POST",data:e});n.on("success",o),n.on("error",((s,r)=>{this.onError("xhr post error",s,r)}))}doPoll(){let e=this.request();e.on("data",this.onData.bind(this)),e.on("error",((o,n)=>{this.onError("xhr poll error",o,n)})),this.pollXhr=e}},me=class t extends V{constructor(e,o,n){super(),this.createRequest=e,qt(this,n),this.p=n,this.v=n.method||"GET",this.m=o,this.k=n.data!==void 0?n.data:null,this.A()}A(){var e;let o=Xn(this.p,"agent","pfx","key","passphrase","cert","ca","ciphers","rejectUnauthorized","autoUnref");o.xdomain=!!this.p.xd;let n=this.O=this.createRequest(o);try{n.open(this.v,this.m,!0);try{if(this.p.extraHeaders){n.setDisableHeaderCheck&&n.setDisableHeaderCheck(!0);for(let s in this.p.extraHeaders)this.p.extraHeaders.hasOwnProperty(s)&&n.setRequestHeader(s,this.p.extraHeaders[s])}}catch{}if(this.v==="POST")try{n.setRequestHeader("Content-type","text/plain;charset=UTF-8")}catch{}try{n.setRequestHeader("Accept","*/*")}catch{}(e=this.p.cookieJar)===null||e===void 0||e.addCookies(n),"withCredentials"in n&&(n.withCredentials=this.p.withCredentials),this.p.requestTimeout&&(n.timeout=this.p.requestTimeout),n.onreadystatechange=()=>{var s;n.readyState===3&&((s=this.p.cookieJar)===null||s===void 0||s.parseCookies(n.getResponseHeader("set-cookie"))),n.readyState===4&&(n.status===200||n.status===1223?this._():this.setTimeoutFn((()=>{this.j(typeof n.status=="number"?n.status:0)}),0))},n.send(this.k)}catch(s){return void this.setTimeoutFn((()=>{this.j(s)}),0)}typeof document<"u"&&(this.B=t.requestsCount++,t.requests[this.B]=this)}j(e){this.emitReserved("error",e,this.O),this.C(!0)}C(e){if(this.O!==void 0&&this.O!==null){if(this.O.onreadystatechange=Xi,e)try{this.O.abort()}catch{}typeof document<"u"&&delete t.requests[this.B],this.O=null}}_(){let e=this.O.responseText;e!==null&&(this.emitReserved("data",e),this.emitReserved("success"),this.C())}abort(){this.C()}};me.requestsCount=0,me.requests={},typeof document<"u"&&(typeof attachEvent=="function"?attachEvent("onunload",Wn):typeof addEventListener=="function"&&addEventListener("onpagehide"in X?"pagehide":"unload",Wn,!1));function Wn(){for(let t in me.requests)me.requests.hasOwnProperty(t)&&me.requests[t].abort()}var Zi=(function(){let t=es({xdomain:!1});return t&&t.responseType!==null})(),Co=class extends Ao{constructor(e){super(e);let o=e&&e.forceBase64;this.supportsBinary=Zi&&!o}request(e={}){return Object.assign(e,{xd:this.xd},this.opts),new me(es,this.uri(),e)}};function es(t){let e=t.xdomain;try{if(typeof XMLHttpRequest<"u"&&(!e||Ji))return new XMLHttpRequest}catch{}if(!e)try{return new X[["Active"].concat("Object").join("X")]("Microsoft.XMLHTTP")}catch{}}var ts=typeof navigator<"u"&&typeof navigator.product=="string"&&navigator.product.toLowerCase()==="reactnative",Po=class extends tt{get name(){return"websocket"}doOpen(){let e=this.uri(),o=this.opts.protocols,n=ts?{}:Xn(this.opts,"agent","perMessageDeflate","pfx","key","passphrase","cert","ca","ciphers","rejectUnauthorized","localAddress","protocolVersion","origin","maxPayload","family","checkServerIdentity");this.opts.extraHeaders&&(n.headers=this.opts.extraHeaders);try{this.ws=this.createSocket(e,o,n)}catch(s){return this.emitReserved("error",s)}this.ws.binaryType=this.socket.binaryType,this.addEventListeners()}addEventListeners(){this.ws.onopen=()=>{this.opts.autoUnref&&this.ws.T.unref(),this.onOpen()},this.ws.onclose=e=>this.onClose({description:"websocket connection closed",context:e}),this.ws.onmessage=e=>this.onData(e.data),this.ws.onerror=e=>this.onError("websocket error",e)}write(e){this.writable=!1;for(let o=0;o<e.length;o++){let n=e[o],s=o===e.length-1;Mo(n,this.supportsBinary,(r=>{try{this.doWrite(n,r)}catch{}s&&Dt((()=>{this.writable=!0,this.emitReserved("drain")}),this.setTimeoutFn)}))}}doClose(){this.ws!==void 0&&(this.ws.onerror=()=>{},this.ws.close(),this.ws=null)}uri(){let e=this.opts.secure?"wss":"ws",o=this.query||{};return this.opts.timestampRequests&&(o[this.opts.timestampParam]=Zn()),this.supportsBinary||(o.b64=1),this.createUri(e,o)}},xo=X.WebSocket||X.MozWebSocket,Oo=class extends Po{createSocket(e,o,n){return ts?new xo(e,o,n):o?new xo(e,o):new xo(e)}doWrite(e,o){this.ws.send(o)}},No=class extends tt{get name(){return"webtransport"}doOpen(){try{this.N=new WebTransport(this.createUri("https"),this.opts.transportOptions[this.name])}catch(e){return this.emitReserved("error",e)}this.N.closed.then((()=>{this.onClose()})).catch((e=>{this.onError("webtransport error",e)})),this.N.ready.then((()=>{this.N.createBidirectionalStream().then((e=>{let o=(function(l,u){ko||(ko=new TextDecoder);let p=[],d=0,m=-1,f=!1;return new TransformStream({transform(h,_){for(p.push(h);;){if(d===0){if(Et(p)<1)break;let b=Tt(p,1);f=!(128&~b[0]),m=127&b[0],d=m<126?3:m===126?1:2}else if(d===1){if(Et(p)<2)break;let b=Tt(p,2);m=new DataView(b.buffer,b.byteOffset,b.length).getUint16(0),d=3}else if(d===2){if(Et(p)<8)break;let b=Tt(p,8),x=new DataView(b.buffer,b.byteOffset,b.length),E=x.getUint32(0);if(E>Math.pow(2,21)-1){_.enqueue(So);break}m=E*Math.pow(2,32)+x.getUint32(4),d=3}else{if(Et(p)<m)break;let b=Tt(p,m);_.enqueue(Fo(f?b:ko.decode(b),u)),d=0}if(m===0||m>l){_.enqueue(So);break}}}})})(Number.MAX_SAFE_INTEGER,this.socket.binaryType),n=e.readable.pipeThrough(o).getReader(),s=Yi();s.readable.pipeTo(e.writable),this.U=s.writable.getWriter();let r=()=>{n.read().then((({done:l,value:u})=>{l||(this.onPacket(u),r())})).catch((l=>{}))};r();let a={type:"open"};this.query.sid&&(a.data=`{"sid":"${this.query.sid}"}`),this.U.write(a).then((()=>this.onOpen()))}))}))}write(e){this.writable=!1;for(let o=0;o<e.length;o++){let n=e[o],s=o===e.length-1;this.U.write(n).then((()=>{s&&Dt((()=>{this.writable=!0,this.emitReserved("drain")}),this.setTimeoutFn)}))}}doClose(){var e;(e=this.N)===null||e===void 0||e.close()}},Qi={websocket:Oo,webtransport:No,polling:Co},ea=/^(?:(?![^:@\/?#]+:[^:@\/]*@)(http|https|ws|wss):\/\/)?((?:(([^:@\/?#]*)(?::([^:@\/?#]*))?)?@)?((?:[a-f0-9]{0,4}:){2,7}[a-f0-9]{0,4}|[^:\/?#]*)(?::(\d*))?)(((\/(?:[^?#](?![^?#\/]*\.[^?#\/.]+(?:[?#]|$)))*\/?)?([^?#\/]*))(?:\?([^#]*))?(?:#(.*))?)/,ta=["source","protocol","authority","userInfo","user","password","host","port","relative","path","directory","file","query","anchor"];function Io(t){if(t.length>8e3)throw"URI too long";let e=t,o=t.indexOf("["),n=t.indexOf("]");o!=-1&&n!=-1&&(t=t.substring(0,o)+t.substring(o,n).replace(/:/g,";")+t.substring(n,t.length));let s=ea.exec(t||""),r={},a=14;for(;a--;)r[ta[a]]=s[a]||"";return o!=-1&&n!=-1&&(r.source=e,r.host=r.host.substring(1,r.host.length-1).replace(/;/g,":"),r.authority=r.authority.replace("[","").replace("]","").replace(/;/g,":"),r.ipv6uri=!0),r.pathNames=(function(l,u){let p=/\/{2,9}/g,d=u.replace(p,"/").split("/");return u.slice(0,1)!="/"&&u.length!==0||d.splice(0,1),u.slice(-1)=="/"&&d.splice(d.length-1,1),d})(0,r.path),r.queryKey=(function(l,u){let p={};return u.replace(/(?:^|&)([^&=]*)=?([^&]*)/g,(function(d,m,f){m&&(p[m]=f)})),p})(0,r.query),r}var Ro=typeof addEventListener=="function"&&typeof removeEventListener=="function",Ct=[];Ro&&addEventListener("offline",(()=>{Ct.forEach((t=>t()))}),!1);var Nt=class t extends V{constructor(e,o={}){var n,s;if(super(),this.binaryType="arraybuffer",this.writeBuffer=[],this.P=0,this.D=[],this.M=-1,this.S=-1,this.L=-1,this.R=1/0,e&&typeof e=="object"&&(o=e,e=null),e){let r=Io(e);o.hostname=r.host,o.secure=r.protocol==="https"||r.protocol==="wss",o.port=r.port,r.query&&(o.query=r.query)}else o.host&&(o.hostname=Io(o.host).host);if(qt(this,o),this.secure=o.secure!=null?o.secure:typeof location<"u"&&location.protocol==="https:",o.hostname&&!o.port&&(o.port=this.secure?"443":"80"),this.hostname=o.hostname||(typeof location<"u"?location.hostname:"localhost"),this.port=o.port||(typeof location<"u"&&location.port?location.port:this.secure?"443":"80"),o.transportImplementations&&o.transports)throw new Error("specifying both 'transportImplementations' and 'transports' options is not supported");o.transportImplementations||!((n=o.transports)===null||n===void 0)&&n.length&&typeof o.transports[0]=="function"?(this.transports=[],this.I=Object.create(null),((s=o.transportImplementations)!==null&&s!==void 0?s:o.transports).forEach((r=>{let a=r.prototype.name;this.transports.push(a),this.I[a]=r}))):(this.transports=o.transports?[...o.transports]:["polling","websocket","webtransport"],this.I=Qi),this.opts=Object.assign({path:"/engine.io",agent:!1,withCredentials:!1,upgrade:!0,timestampParam:"t",rememberUpgrade:!1,addTrailingSlash:!0,rejectUnauthorized:!0,perMessageDeflate:{threshold:1024},transportOptions:{},closeOnBeforeunload:!1},o),this.opts.path=this.opts.path.replace(/\/$/,"")+(this.opts.addTrailingSlash?"/":""),typeof this.opts.query=="string"&&(this.opts.query=(function(r){let a={},l=r.split("&");for(let u=0,p=l.length;u<p;u++){let d=l[u].split("=");a[decodeURIComponent(d[0])]=decodeURIComponent(d[1])}return a})(this.opts.query)),Ro&&(this.opts.closeOnBeforeunload&&(this.F=()=>{this.transport&&(this.transport.removeAllListeners(),this.transport.close())},addEventListener("beforeunload",this.F,!1)),this.hostname!=="localhost"&&(this.$=()=>{this.V("transport close",{description:"network connection lost"})},Ct.push(this.$))),this.opts.withCredentials&&(this.W=void 0),this.q()}createTransport(e){let o=Object.assign({},this.opts.query);o.EIO=4,o.transport=e,this.id&&(o.sid=this.id);let n=Object.assign({},this.opts,{query:o,socket:this,hostname:this.hostname,secure:this.secure,port:this.port},this.opts.transportOptions[e]);return new this.I[e](n)}q(){if(this.transports.length===0)return void this.setTimeoutFn((()=>{this.emitReserved("error","No transports available")}),0);let e=this.opts.rememberUpgrade&&t.priorWebsocketSuccess&&this.transports.indexOf("websocket")!==-1?"websocket":this.transports[0];this.readyState="opening";let o=this.createTransport(e);o.open(),this.setTransport(o)}setTransport(e){this.transport&&this.transport.removeAllListeners(),this.transport=e,e.on("drain",this.H.bind(this)).on("packet",this.X.bind(this)).on("error",this.j.bind(this)).on("close",(o=>this.V("transport close",o)))}J(e){let o=this.createTransport(e),n=!1;t.priorWebsocketSuccess=!1;let s=()=>{n||(o.send([{type:"ping",data:"probe"}]),o.once("packet",(m=>{if(!n)if(m.type==="pong"&&m.data==="probe"){if(this.upgrading=!0,this.emitReserved("upgrading",o),!o)return;t.priorWebsocketSuccess=o.name==="websocket",this.transport.pause((()=>{n||this.readyState!=="closed"&&(d(),this.setTransport(o),o.send([{type:"upgrade"}]),this.emitReserved("upgrade",o),o=null,this.upgrading=!1,this.flush())}))}else{let f=new Error("probe error");f.transport=o.name,this.emitReserved("upgradeError",f)}})))};function r(){n||(n=!0,d(),o.close(),o=null)}let a=m=>{let f=new Error("probe error: "+m);f.transport=o.name,r(),this.emitReserved("upgradeError",f)};function l(){a("transport closed")}function u(){a("socket closed")}function p(m){o&&m.name!==o.name&&r()}let d=()=>{o.removeListener("open",s),o.removeListener("error",a),o.removeListener("close",l),this.off("close",u),this.off("upgrading",p)};o.once("open",s),o.once("error",a),o.once("close",l),this.once("close",u),this.once("upgrading",p),this.D.indexOf("webtransport")!==-1&&e!=="webtransport"?this.setTimeoutFn((()=>{n||o.open()}),200):o.open()}onOpen(){if(this.readyState="open",t.priorWebsocketSuccess=this.transport.name==="websocket",this.emitReserved("open"),this.flush(),this.readyState==="open"&&this.opts.upgrade)for(let e=0;e<this.D.length;e++)this.J(this.D[e])}X(e){if(this.readyState==="opening"||this.readyState==="open"||this.readyState==="closing")switch(this.emitReserved("packet",e),this.emitReserved("heartbeat"),e.type){case"open":this.onHandshake(JSON.parse(e.data));break;case"ping":this.G("pong"),this.emitReserved("ping"),this.emitReserved("pong"),this.K();break;case"error":let o=new Error("server error");o.code=e.data,this.j(o);break;case"message":this.emitReserved("data",e.data),this.emitReserved("message",e.data)}}onHandshake(e){this.emitReserved("handshake",e),this.id=e.sid,this.transport.query.sid=e.sid,this.D=this.Y(e.upgrades),this.M=e.pingInterval,this.S=e.pingTimeout,this.L=e.maxPayload,this.onOpen(),this.readyState!=="closed"&&this.K()}K(){this.clearTimeoutFn(this.Z);let e=this.M+this.S;this.R=Date.now()+e,this.Z=this.setTimeoutFn((()=>{this.V("ping timeout")}),e),this.opts.autoUnref&&this.Z.unref()}H(){this.writeBuffer.splice(0,this.P),this.P=0,this.writeBuffer.length===0?this.emitReserved("drain"):this.flush()}flush(){if(this.readyState!=="closed"&&this.transport.writable&&!this.upgrading&&this.writeBuffer.length){let e=this.tt();this.transport.send(e),this.P=e.length,this.emitReserved("flush")}}tt(){if(!(this.L&&this.transport.name==="polling"&&this.writeBuffer.length>1))return this.writeBuffer;let e=1;for(let n=0;n<this.writeBuffer.length;n++){let s=this.writeBuffer[n].data;if(s&&(e+=typeof(o=s)=="string"?(function(r){let a=0,l=0;for(let u=0,p=r.length;u<p;u++)a=r.charCodeAt(u),a<128?l+=1:a<2048?l+=2:a<55296||a>=57344?l+=3:(u++,l+=4);return l})(o):Math.ceil(1.33*(o.byteLength||o.size))),n>0&&e>this.L)return this.writeBuffer.slice(0,n);e+=2}var o;return this.writeBuffer}st(){if(!this.R)return!0;let e=Date.now()>this.R;return e&&(this.R=0,Dt((()=>{this.V("ping timeout")}),this.setTimeoutFn)),e}write(e,o,n){return this.G("message",e,o,n),this}send(e,o,n){return this.G("message",e,o,n),this}G(e,o,n,s){if(typeof o=="function"&&(s=o,o=void 0),typeof n=="function"&&(s=n,n=null),this.readyState==="closing"||this.readyState==="closed")return;(n=n||{}).compress=n.compress!==!1;let r={type:e,data:o,options:n};this.emitReserved("packetCreate",r),this.writeBuffer.push(r),s&&this.once("flush",s),this.flush()}close(){let e=()=>{this.V("forced close"),this.transport.close()},o=()=>{this.off("upgrade",o),this.off("upgradeError",o),e()},n=()=>{this.once("upgrade",o),this.once("upgradeError",o)};return this.readyState!=="opening"&&this.readyState!=="open"||(this.readyState="closing",this.writeBuffer.length?this.once("drain",(()=>{this.upgrading?n():e()})):this.upgrading?n():e()),this}j(e){if(t.priorWebsocketSuccess=!1,this.opts.tryAllTransports&&this.transports.length>1&&this.readyState==="opening")return this.transports.shift(),this.q();this.emitReserved("error",e),this.V("transport error",e)}V(e,o){if(this.readyState==="opening"||this.readyState==="open"||this.readyState==="closing"){if(this.clearTimeoutFn(this.Z),this.transport.removeAllListeners("close"),this.transport.close(),this.transport.removeAllListeners(),Ro&&(this.F&&removeEventListener("beforeunload",this.F,!1),this.$)){let n=Ct.indexOf(this.$);n!==-1&&Ct.splice(n,1)}this.readyState="closed",this.id=null,this.emitReserved("close",e,o),this.writeBuffer=[],this.P=0}}Y(e){let o=[];for(let n=0;n<e.length;n++)~this.transports.indexOf(e[n])&&o.push(e[n]);return o}};Nt.protocol=4;var oa=typeof ArrayBuffer=="function",na=t=>typeof ArrayBuffer.isView=="function"?ArrayBuffer.isView(t):t.buffer instanceof ArrayBuffer,os=Object.prototype.toString,sa=typeof Blob=="function"||typeof Blob<"u"&&os.call(Blob)==="[object BlobConstructor]",ra=typeof File=="function"||typeof File<"u"&&os.call(File)==="[object FileConstructor]";function Bo(t){return oa&&(t instanceof ArrayBuffer||na(t))||sa&&t instanceof Blob||ra&&t instanceof File}function Pt(t,e){if(!t||typeof t!="object")return!1;if(Array.isArray(t)){for(let o=0,n=t.length;o<n;o++)if(Pt(t[o]))return!0;return!1}if(Bo(t))return!0;if(t.toJSON&&typeof t.toJSON=="function"&&arguments.length===1)return Pt(t.toJSON(),!0);for(let o in t)if(Object.prototype.hasOwnProperty.call(t,o)&&Pt(t[o]))return!0;return!1}function ia(t){let e=[],o=t.data,n=t;return n.data=Ot(o,e),n.attachments=e.length,{packet:n,buffers:e}}function Ot(t,e,o){if(!t)return t;if(Bo(t)){let n={_placeholder:!0,num:e.length};return e.push(t),n}if(Array.isArray(t)){let n=new Array(t.length);for(let s=0;s<t.length;s++)n[s]=Ot(t[s],e);return n}if(typeof t=="object"&&!(t instanceof Date)){if(t.toJSON&&typeof t.toJSON=="function"&&!o)return Ot(t.toJSON(),e,!0);let n={};for(let s in t)Object.prototype.hasOwnProperty.call(t,s)&&(n[s]=Ot(t[s],e));return n}return t}function aa(t,e){return t.data=Do(t.data,e),delete t.attachments,t}function Do(t,e){if(!t)return t;if(t&&t._placeholder===!0){if(typeof t.num=="number"&&t.num>=0&&t.num<e.length)return e[t.num];throw new Error("illegal attachments")}if(Array.isArray(t))for(let o=0;o<t.length;o++)t[o]=Do(t[o],e);else if(typeof t=="object")for(let o in t)Object.prototype.hasOwnProperty.call(t,o)&&(t[o]=Do(t[o],e));return t}var ns=["connect","connect_error","disconnect","disconnecting","newListener","removeListener"];var k;(function(t){t[t.CONNECT=0]="CONNECT",t[t.DISCONNECT=1]="DISCONNECT",t[t.EVENT=2]="EVENT",t[t.ACK=3]="ACK",t[t.CONNECT_ERROR=4]="CONNECT_ERROR",t[t.BINARY_EVENT=5]="BINARY_EVENT",t[t.BINARY_ACK=6]="BINARY_ACK"})(k||(k={}));var qo=class t extends V{constructor(e){super(),this.opts=Object.assign({reviver:void 0,maxAttachments:10},typeof e=="function"?{reviver:e}:e)}add(e){let o;if(typeof e=="string"){if(this.reconstructor)throw new Error("got plaintext data when reconstructing a packet");o=this.decodeString(e);let n=o.type===k.BINARY_EVENT;n||o.type===k.BINARY_ACK?(o.type=n?k.EVENT:k.ACK,this.reconstructor=new Lo(o)):super.emitReserved("decoded",o)}else{if(!Bo(e)&&!e.base64)throw new Error("Unknown type: "+e);if(!this.reconstructor)throw new Error("got binary data when not reconstructing a packet");o=this.reconstructor.takeBinaryData(e),o&&(this.reconstructor=null,super.emitReserved("decoded",o))}}decodeString(e){let o=0,n={type:Number(e.charAt(0))};if(k[n.type]===void 0)throw new Error("unknown packet type "+n.type);if(n.type===k.BINARY_EVENT||n.type===k.BINARY_ACK){let r=o+1;for(;e.charAt(++o)!=="-"&&o!=e.length;);let a=e.substring(r,o);if(a!=Number(a)||e.charAt(o)!=="-")throw new Error("Illegal attachments");let l=Number(a);if(!ss(l)||l<1)throw new Error("Illegal attachments");if(l>this.opts.maxAttachments)throw new Error("too many attachments");n.attachments=l}if(e.charAt(o+1)==="/"){let r=o+1;for(;++o&&!(e.charAt(o)===","||o===e.length););n.nsp=e.substring(r,o)}else n.nsp="/";let s=e.charAt(o+1);if(s!==""&&Number(s)==s){let r=o+1;for(;++o;){let a=e.charAt(o);if(a==null||Number(a)!=a){--o;break}if(o===e.length)break}n.id=Number(e.substring(r,o+1))}if(e.charAt(++o)){let r=this.tryParse(e.substr(o));if(!t.isPayloadValid(n.type,r))throw new Error("invalid payload");n.data=r}return n}tryParse(e){try{return JSON.parse(e,this.opts.reviver)}catch{return!1}}static isPayloadValid(e,o){switch(e){case k.CONNECT:return It(o);case k.DISCONNECT:return o===void 0;case k.CONNECT_ERROR:return typeof o=="string"||It(o);case k.EVENT:case k.BINARY_EVENT:return Array.isArray(o)&&(typeof o[0]=="number"||typeof o[0]=="string"&&ns.indexOf(o[0])===-1);case k.ACK:case k.BINARY_ACK:return Array.isArray(o)}}destroy(){this.reconstructor&&(this.reconstructor.finishedReconstruction(),this.reconstructor=null)}},Lo=class{constructor(e){this.packet=e,this.buffers=[],this.reconPack=e}takeBinaryData(e){if(this.buffers.push(e),this.buffers.length===this.reconPack.attachments){let o=aa(this.reconPack,this.buffers);return this.finishedReconstruction(),o}return null}finishedReconstruction(){this.reconPack=null,this.buffers=[]}},ss=Number.isInteger||function(t){return typeof t=="number"&&isFinite(t)&&Math.floor(t)===t};function It(t){return Object.prototype.toString.call(t)==="[object Object]"}var ca=Object.freeze({__proto__:null,protocol:5,get PacketType(){return k},Encoder:class{constructor(t){this.replacer=t}encode(t){return t.type!==k.EVENT&&t.type!==k.ACK||!Pt(t)?[this.encodeAsString(t)]:this.encodeAsBinary({type:t.type===k.EVENT?k.BINARY_EVENT:k.BINARY_ACK,nsp:t.nsp,data:t.data,id:t.id})}encodeAsString(t){let e=""+t.type;return t.type!==k.BINARY_EVENT&&t.type!==k.BINARY_ACK||(e+=t.attachments+"-"),t.nsp&&t.nsp!=="/"&&(e+=t.nsp+","),t.id!=null&&(e+=t.id),t.data!=null&&(e+=JSON.stringify(t.data,this.replacer)),e}encodeAsBinary(t){let e=ia(t),o=this.encodeAsString(e.packet),n=e.buffers;return n.unshift(o),n}},Decoder:qo,isPacketValid:function(t){return typeof t.nsp=="string"&&((e=t.id)===void 0||ss(e))&&(function(o,n){switch(o){case k.CONNECT:return n===void 0||It(n);case k.DISCONNECT:return n===void 0;case k.EVENT:return Array.isArray(n)&&(typeof n[0]=="number"||typeof n[0]=="string"&&ns.indexOf(n[0])===-1);case k.ACK:return Array.isArray(n);case k.CONNECT_ERROR:return typeof n=="string"||It(n);default:return!1}})(t.type,t.data);var e}});function Z(t,e,o){return t.on(e,o),function(){t.off(e,o)}}var la=Object.freeze({connect:1,connect_error:1,disconnect:1,disconnecting:1,newListener:1,removeListener:1}),Rt=class extends V{constructor(e,o,n){super(),this.connected=!1,this.recovered=!1,this.receiveBuffer=[],this.sendBuffer=[],this.et=[],this.nt=0,this.ids=0,this.acks={},this.flags={},this.io=e,this.nsp=o,n&&n.auth&&(this.auth=n.auth),this.p=Object.assign({},n),this.io.rt&&this.open()}get disconnected(){return!this.connected}subEvents(){if(this.subs)return;let e=this.io;this.subs=[Z(e,"open",this.onopen.bind(this)),Z(e,"packet",this.onpacket.bind(this)),Z(e,"error",this.onerror.bind(this)),Z(e,"close",this.onclose.bind(this))]}get active(){return!!this.subs}connect(){return this.connected||(this.subEvents(),this.io.ot||this.io.open(),this.io.ht==="open"&&this.onopen()),this}open(){return this.connect()}send(...e){return e.unshift("message"),this.emit.apply(this,e),this}emit(e,...o){var n,s,r;if(la.hasOwnProperty(e))throw new Error('"'+e.toString()+'" is a reserved event name');if(o.unshift(e),this.p.retries&&!this.flags.fromQueue&&!this.flags.volatile)return this.ct(o),this;let a={type:k.EVENT,data:o,options:{}};if(a.options.compress=this.flags.compress!==!1,typeof o[o.length-1]=="function"){let p=this.ids++,d=o.pop();this.ut(p,d),a.id=p}let l=(s=(n=this.io.engine)===null||n===void 0?void 0:n.transport)===null||s===void 0?void 0:s.writable,u=this.connected&&!(!((r=this.io.engine)===null||r===void 0)&&r.st());return this.flags.volatile&&!l||(u?(this.notifyOutgoingListeners(a),this.packet(a)):this.sendBuffer.push(a)),this.flags={},this}ut(e,o){var n;let s=(n=this.flags.timeout)!==null&&n!==void 0?n:this.p.ackTimeout;if(s===void 0)return void(this.acks[e]=o);let r=this.io.setTimeoutFn((()=>{delete this.acks[e];for(let l=0;l<this.sendBuffer.length;l++)this.sendBuffer[l].id===e&&this.sendBuffer.splice(l,1);o.call(this,new Error("operation has timed out"))}),s),a=(...l)=>{this.io.clearTimeoutFn(r),o.apply(this,l)};a.withError=!0,this.acks[e]=a}emitWithAck(e,...o){return new Promise(((n,s)=>{let r=(a,l)=>a?s(a):n(l);r.withError=!0,o.push(r),this.emit(e,...o)}))}ct(e){let o;typeof e[e.length-1]=="function"&&(o=e.pop());let n={id:this.nt++,tryCount:0,pending:!1,args:e,flags:Object.assign({fromQueue:!0},this.flags)};e.push(((s,...r)=>(this.et[0],s!==null?n.tryCount>this.p.retries&&(this.et.shift(),o&&o(s)):(this.et.shift(),o&&o(null,...r)),n.pending=!1,this.ft()))),this.et.push(n),this.ft()}ft(e=!1){if(!this.connected||this.et.length===0)return;let o=this.et[0];o.pending&&!e||(o.pending=!0,o.tryCount++,this.flags=o.flags,this.emit.apply(this,o.args))}packet(e){e.nsp=this.nsp,this.io.lt(e)}onopen(){typeof this.auth=="function"?this.auth((e=>{this.dt(e)})):this.dt(this.auth)}dt(e){this.packet({type:k.CONNECT,data:this.yt?Object.assign({pid:this.yt,offset:this.bt},e):e})}onerror(e){this.connected||this.emitReserved("connect_error",e)}onclose(e,o){this.connected=!1,delete this.id,this.emitReserved("disconnect",e,o),this.wt()}wt(){Object.keys(this.acks).forEach((e=>{if(!this.sendBuffer.some((o=>String(o.id)===e))){let o=this.acks[e];delete this.acks[e],o.withError&&o.call(this,new Error("socket has been disconnected"))}}))}onpacket(e){if(e.nsp===this.nsp)switch(e.type){case k.CONNECT:e.data&&e.data.sid?this.onconnect(e.data.sid,e.data.pid):this.emitReserved("connect_error",new Error("It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)"));break;case k.EVENT:case k.BINARY_EVENT:this.onevent(e);break;case k.ACK:case k.BINARY_ACK:this.onack(e);break;case k.DISCONNECT:this.ondisconnect();break;case k.CONNECT_ERROR:this.destroy();let o=new Error(e.data.message);o.data=e.data.data,this.emitReserved("connect_error",o)}}onevent(e){let o=e.data||[];e.id!=null&&o.push(this.ack(e.id)),this.connected?this.emitEvent(o):this.receiveBuffer.push(Object.freeze(o))}emitEvent(e){if(this.gt&&this.gt.length){let o=this.gt.slice();for(let n of o)n.apply(this,e)}super.emit.apply(this,e),this.yt&&e.length&&typeof e[e.length-1]=="string"&&(this.bt=e[e.length-1])}ack(e){let o=this,n=!1;return function(...s){n||(n=!0,o.packet({type:k.ACK,id:e,data:s}))}}onack(e){let o=this.acks[e.id];typeof o=="function"&&(delete this.acks[e.id],o.withError&&e.data.unshift(null),o.apply(this,e.data))}onconnect(e,o){this.id=e,this.recovered=o&&this.yt===o,this.yt=o,this.connected=!0,this.emitBuffered(),this.ft(!0),this.emitReserved("connect")}emitBuffered(){this.receiveBuffer.forEach((e=>this.emitEvent(e))),this.receiveBuffer=[],this.sendBuffer.forEach((e=>{this.notifyOutgoingListeners(e),this.packet(e)})),this.sendBuffer=[]}ondisconnect(){this.destroy(),this.onclose("io server disconnect")}destroy(){this.subs&&(this.subs.forEach((e=>e())),this.subs=void 0),this.io.vt(this)}disconnect(){return this.connected&&this.packet({type:k.DISCONNECT}),this.destroy(),this.connected&&this.onclose("io client disconnect"),this}close(){return this.disconnect()}compress(e){return this.flags.compress=e,this}get volatile(){return this.flags.volatile=!0,this}timeout(e){return this.flags.timeout=e,this}onAny(e){return this.gt=this.gt||[],this.gt.push(e),this}prependAny(e){return this.gt=this.gt||[],this.gt.unshift(e),this}offAny(e){if(!this.gt)return this;if(e){let o=this.gt;for(let n=0;n<o.length;n++)if(e===o[n])return o.splice(n,1),this}else this.gt=[];return this}listenersAny(){return this.gt||[]}onAnyOutgoing(e){return this.kt=this.kt||[],this.kt.push(e),this}prependAnyOutgoing(e){return this.kt=this.kt||[],this.kt.unshift(e),this}offAnyOutgoing(e){if(!this.kt)return this;if(e){let o=this.kt;for(let n=0;n<o.length;n++)if(e===o[n])return o.splice(n,1),this}else this.kt=[];return this}listenersAnyOutgoing(){return this.kt||[]}notifyOutgoingListeners(e){if(this.kt&&this.kt.length){let o=this.kt.slice();for(let n of o)n.apply(this,e.data)}}};function Oe(t){t=t||{},this.ms=t.min||100,this.max=t.max||1e4,this.factor=t.factor||2,this.jitter=t.jitter>0&&t.jitter<=1?t.jitter:0,this.attempts=0}Oe.prototype.duration=function(){var t=this.ms*Math.pow(this.factor,this.attempts++);if(this.jitter){var e=Math.random(),o=Math.floor(e*this.jitter*t);t=1&Math.floor(10*e)?t+o:t-o}return 0|Math.min(t,this.max)},Oe.prototype.reset=function(){this.attempts=0},Oe.prototype.setMin=function(t){this.ms=t},Oe.prototype.setMax=function(t){this.max=t},Oe.prototype.setJitter=function(t){this.jitter=t};var ot=class extends V{constructor(e,o){var n;super(),this.nsps={},this.subs=[],e&&typeof e=="object"&&(o=e,e=void 0),(o=o||{}).path=o.path||"/socket.io",this.opts=o,qt(this,o),this.reconnection(o.reconnection!==!1),this.reconnectionAttempts(o.reconnectionAttempts||1/0),this.reconnectionDelay(o.reconnectionDelay||1e3),this.reconnectionDelayMax(o.reconnectionDelayMax||5e3),this.randomizationFactor((n=o.randomizationFactor)!==null&&n!==void 0?n:.5),this.backoff=new Oe({min:this.reconnectionDelay(),max:this.reconnectionDelayMax(),jitter:this.randomizationFactor()}),this.timeout(o.timeout==null?2e4:o.timeout),this.ht="closed",this.uri=e;let s=o.parser||ca;this.encoder=new s.Encoder,this.decoder=new s.Decoder,this.rt=o.autoConnect!==!1,this.rt&&this.open()}reconnection(e){return arguments.length?(this.At=!!e,e||(this.skipReconnect=!0),this):this.At}reconnectionAttempts(e){return e===void 0?this.Et:(this.Et=e,this)}reconnectionDelay(e){var o;return e===void 0?this.Ot:(this.Ot=e,(o=this.backoff)===null||o===void 0||o.setMin(e),this)}randomizationFactor(e){var o;return e===void 0?this._t:(this._t=e,(o=this.backoff)===null||o===void 0||o.setJitter(e),this)}reconnectionDelayMax(e){var o;return e===void 0?this.jt:(this.jt=e,(o=this.backoff)===null||o===void 0||o.setMax(e),this)}timeout(e){return arguments.length?(this.Bt=e,this):this.Bt}maybeReconnectOnOpen(){!this.ot&&this.At&&this.backoff.attempts===0&&this.reconnect()}open(e){if(~this.ht.indexOf("open"))return this;this.engine=new Nt(this.uri,this.opts);let o=this.engine,n=this;this.ht="opening",this.skipReconnect=!1;let s=Z(o,"open",(function(){n.onopen(),e&&e()})),r=l=>{this.cleanup(),this.ht="closed",this.emitReserved("error",l),e?e(l):this.maybeReconnectOnOpen()},a=Z(o,"error",r);if(this.Bt!==!1){let l=this.Bt,u=this.setTimeoutFn((()=>{s(),r(new Error("timeout")),o.close()}),l);this.opts.autoUnref&&u.unref(),this.subs.push((()=>{this.clearTimeoutFn(u)}))}return this.subs.push(s),this.subs.push(a),this}connect(e){return this.open(e)}onopen(){this.cleanup(),this.ht="open",this.emitReserved("open");let e=this.engine;this.subs.push(Z(e,"ping",this.onping.bind(this)),Z(e,"data",this.ondata.bind(this)),Z(e,"error",this.onerror.bind(this)),Z(e,"close",this.onclose.bind(this)),Z(this.decoder,"decoded",this.ondecoded.bind(this)))}onping(){this.emitReserved("ping")}ondata(e){try{this.decoder.add(e)}catch(o){this.onclose("parse error",o)}}ondecoded(e){Dt((()=>{this.emitReserved("packet",e)}),this.setTimeoutFn)}onerror(e){this.emitReserved("error",e)}socket(e,o){let n=this.nsps[e];return n?this.rt&&!n.active&&n.connect():(n=new Rt(this,e,o),this.nsps[e]=n),n}vt(e){let o=Object.keys(this.nsps);for(let n of o)if(this.nsps[n].active)return;this.xt()}lt(e){let o=this.encoder.encode(e);for(let n=0;n<o.length;n++)this.engine.write(o[n],e.options)}cleanup(){this.subs.forEach((e=>e())),this.subs.length=0,this.decoder.destroy()}xt(){this.skipReconnect=!0,this.ot=!1,this.onclose("forced close")}disconnect(){return this.xt()}onclose(e,o){var n;this.cleanup(),(n=this.engine)===null||n===void 0||n.close(),this.backoff.reset(),this.ht="closed",this.emitReserved("close",e,o),this.At&&!this.skipReconnect&&this.reconnect()}reconnect(){if(this.ot||this.skipReconnect)return this;let e=this;if(this.backoff.attempts>=this.Et)this.backoff.reset(),this.emitReserved("reconnect_failed"),this.ot=!1;else{let o=this.backoff.duration();this.ot=!0;let n=this.setTimeoutFn((()=>{e.skipReconnect||(this.emitReserved("reconnect_attempt",e.backoff.attempts),e.skipReconnect||e.open((s=>{s?(e.ot=!1,e.reconnect(),this.emitReserved("reconnect_error",s)):e.onreconnect()})))}),o);this.opts.autoUnref&&n.unref(),this.subs.push((()=>{this.clearTimeoutFn(n)}))}}onreconnect(){let e=this.backoff.attempts;this.ot=!1,this.backoff.reset(),this.emitReserved("reconnect",e)}},Ze={};function et(t,e){typeof t=="object"&&(e=t,t=void 0);let o=(function(u,p="",d){let m=u;d=d||typeof location<"u"&&location,u==null&&(u=d.protocol+"//"+d.host),typeof u=="string"&&(u.charAt(0)==="/"&&(u=u.charAt(1)==="/"?d.protocol+u:d.host+u),/^(https?|wss?):\/\//.test(u)||(u=d!==void 0?d.protocol+"//"+u:"https://"+u),m=Io(u)),m.port||(/^(http|ws)$/.test(m.protocol)?m.port="80":/^(http|ws)s$/.test(m.protocol)&&(m.port="443")),m.path=m.path||"/";let f=m.host.indexOf(":")!==-1?"["+m.host+"]":m.host;return m.id=m.protocol+"://"+f+":"+m.port+p,m.href=m.protocol+"://"+f+(d&&d.port===m.port?"":":"+m.port),m})(t,(e=e||{}).path||"/socket.io"),n=o.source,s=o.id,r=o.path,a=Ze[s]&&r in Ze[s].nsps,l;return e.forceNew||e["force new connection"]||e.multiplex===!1||a?l=new ot(n,e):(Ze[s]||(Ze[s]=new ot(n,e)),l=Ze[s]),o.query&&!e.query&&(e.query=o.queryKey),l.socket(o.path,e)}Object.assign(et,{Manager:ot,Socket:Rt,io:et,connect:et});var Lt=class{#t=0;#o=0;#e;#s;constructor(e,o){this.#e=e,this.#s=o}get isDemanded(){return this.#o>Date.now()}demand(e,{shared:o=!1}={}){this.#o=Date.now()+e+(o?this.#n():0)}clearDemand(){this.#o=0}reset(){this.#t=0}next({offline:e}){let o=this.isDemanded?this.#o-Date.now():e?this.#s:this.#n();return this.#t+=1,o}#n(){return Math.min(this.#s,this.#e*2**Math.min(this.#t,16))*(.5+Math.random()/2)}};var ae=class extends Error{constructor(e,o=e,n=void 0){super(o),this.name="EventsError",this.code=e,this.retryAfterMs=n}};function nt(t){return typeof t=="object"&&t!==null&&"code"in t?t.code:void 0}function Ne(t,...e){try{t?.(...e)}catch(o){queueMicrotask(()=>{throw o})}}var Mt=class{#t=new Map;#o;#e;constructor(e,o){this.#o=e,this.#e=o}async send(e,o){let n=o===void 0?[]:[o],s;try{s=await this.#o.timeout(this.#e).emitWithAck(e,...n)}catch(r){throw new ae(this.#o.connected?"timeout":"disconnected",String(r))}if(!s?.ok){let{code:r="internal",message:a,retryAfterMs:l}=s?.error??{};throw new ae(r,a,l)}return e==="subscribe"&&this.#t.set(JSON.stringify(o),o),e==="unsubscribe"&&this.#t.delete(JSON.stringify(o)),s}restore(){for(let e of this.#t.values())this.#o.emit("subscribe",e)}};function rs({onWake:t,onLost:e}){let{document:o,window:n}=globalThis;if(n?.addEventListener===void 0||o?.addEventListener===void 0)return()=>{};let s=()=>{o.visibilityState==="visible"&&t()};return o.addEventListener("visibilitychange",s),n.addEventListener("pageshow",t),n.addEventListener("online",t),n.addEventListener("offline",e),()=>{o.removeEventListener("visibilitychange",s),n.removeEventListener("pageshow",t),n.removeEventListener("online",t),n.removeEventListener("offline",e)}}function jo(){return globalThis.navigator?.onLine===!1}var Ft=class{#t=null;#o=null;#e=null;#s=new Map;#n;#r;constructor(e,o){this.#n=e,this.#r=o;try{let n=JSON.parse(e?.getItem(o)??"null");Number.isSafeInteger(n?.lastEventId)&&typeof n.epoch=="string"&&([this.#t,this.#o,this.#e]=[n.userId,n.epoch,n.lastEventId],this.#s=new Map(Object.entries(n.seen??{})))}catch{}}get at(){return this.#e}claim(e){return this.#e!==null&&this.#t===e?{lastEventId:this.#e,epoch:this.#o}:null}adopt({userId:e,epoch:o,lastEventId:n,recovered:s}){s||([this.#t,this.#o,this.#e]=[e,o,n],this.#s.clear(),this.#i())}isNew(e,o){return o>(this.#s.get(e)??-1)}advance(e,o,n){this.#s.set(e,Math.max(o,this.#s.get(e)??-1)),this.#e=Math.max(n,this.#e??0),this.#i()}#i(){let e={userId:this.#t,epoch:this.#o,lastEventId:this.#e,seen:Object.fromEntries(this.#s)};try{this.#n?.setItem(this.#r,JSON.stringify(e))}catch{}}forget(){try{this.#n?.removeItem(this.#r)}catch{}this.#n=null}};function is(){try{return globalThis.sessionStorage??null}catch{return null}}var ke=class{#t;get running(){return this.#t!==void 0}start(e,o){this.stop(),this.#t=setTimeout(()=>{this.#t=void 0,o()},Math.min(Math.max(0,e),2147483647))}stop(){clearTimeout(this.#t),this.#t=void 0}};var ua=2e4,da=9e4,pa=3e3,Bt=class{#t=null;#o=new ke;#e;#s=0;#n=!1;constructor(e){this.#e=e}async acquire(e){let o=await this.#r(e);return this.#t=o,o.accessToken}startRenewal(){this.#t!==null&&this.#a(this.#i(this.#t)-Date.now())}stopRenewal(){this.#s+=1,this.#n=!1,this.#o.stop()}onExpiring(){this.#t!==null&&Date.now()>=this.#t.at+this.#t.lifetime/2&&this.#l(!1)}onWake(){this.#t!==null&&Date.now()>=this.#i(this.#t)&&this.#l(!1)}async#r(e){let o=Date.now(),n,s=new Promise((r,a)=>{n=setTimeout(()=>a(new ae("timeout")),ua)});try{let{accessToken:r,expiresIn:a}=await Promise.race([this.#e.getToken({force:e}),s]);return{accessToken:r,at:o,lifetime:Math.max(1,a||60)*1e3}}finally{clearTimeout(n)}}#i({at:e,lifetime:o}){return e+o-Math.min(da,o/3)}#a(e,o=!1){this.#o.start(e,()=>{this.#l(o)})}async#l(e){if(this.#n)return;this.#n=!0;let o=this.#s,n=e;try{let s=await this.#r(e);if(!n&&(s.accessToken===this.#t?.accessToken||this.#i(s)<=Date.now())&&(n=!0,s=await this.#r(!0)),o!==this.#s||(await this.#e.replace(s.accessToken),o!==this.#s))return;this.#t=s,this.#a(this.#i(s)-Date.now())}catch(s){if(o!==this.#s)return;let r=nt(s)==="forbidden";nt(s)==="signed_out"?this.#e.onSignedOut():r&&n?this.#e.onRefused():this.#a(r?0:pa,r)}finally{o===this.#s&&(this.#n=!1)}}};function as(t){let e=Number(ha(t).sub);return Number.isSafeInteger(e)?e:null}function ha(t){try{return JSON.parse(atob((t.split(".")[1]??"").replace(/-/g,"+").replace(/_/g,"/")))??{}}catch{return{}}}var ma=25e3,fa=15e3,_a=1e4,ga=5e3,ya=5e3,Uo=class{status="reconnecting";#t;#o=Date.now();#e=!1;#s=null;#n=0;#r=0;#i=!1;#a=!1;#l=!1;#d=!1;#p;#c;#u;#m;#h;#f=null;#k={};#b=new ke;#_=new ke;#x;constructor(e){let{url:o=globalThis.location?.origin,io:n=et,ioOptions:s={},key:r="lab.events"}=e;this.#p=e,this.#c=new Lt(Number(s.reconnectionDelay??1e3),Number(s.reconnectionDelayMax??15e3)),this.#u=new Ft(e.storage===void 0?is():e.storage,r),this.#h=new Bt({getToken:e.getToken,replace:a=>this.emit("auth:refresh",{token:a}),onSignedOut:()=>this.#y("signed_out"),onRefused:()=>{this.#i=!0,this.#w("token_refused")}}),this.socket=n(`${o.replace(/\/+$/,"")}/events`,{timeout:fa,tryAllTransports:!0,...s,transports:e.transports??["websocket","polling"],auth:a=>a(this.#k),autoConnect:!1,reconnection:!1,forceNew:!0}),this.#m=new Mt(this.socket,e.ackTimeout??_a),this.socket.onAny((a,...l)=>this.#O(a,l)),this.socket.on("connect_error",a=>this.#T(a.data??{})),this.socket.on("disconnect",a=>this.#A(a)),this.#x=rs({onWake:()=>this.#C(),onLost:()=>this.#w("network")}),this.#v()}get lastEventId(){return this.#u.at}async emit(e,o){if(this.#e)throw new ae("closed");return this.#m.send(e,o)}close(){this.#E("closed")}async#v(){let e=++this.#n;this.#b.stop();let o=this.#i,n;try{n=await this.#h.acquire(o)}catch(a){if(e!==this.#n)return;nt(a)==="signed_out"?this.#y("signed_out"):this.#g("token_unavailable");return}if(e!==this.#n)return;this.#a=o;let s=as(n);if(this.#s!==null&&s!==null&&s!==this.#s){this.#y("user_changed");return}let r=this.#u.claim(s??this.#s);this.#l=r!==null,this.#k={token:n,pid:void 0,offset:void 0,...r},this.#_.start(ma,()=>this.#w("timeout")),this.socket.connect()}#T({code:e,retryAfterMs:o}){if(this.#_.stop(),e==="token_expired"||e==="token_invalid"||e==="token_missing"){let n=this.#a;this.#i=!0,n?e==="token_expired"?this.#g(e):this.#y("token_invalid"):this.#v();return}o!==void 0&&this.#c.demand(o,{shared:!0}),this.#g(e??"unreachable")}#A(e){e!=="io client disconnect"&&(this.#r!==0&&Date.now()-this.#r>ya&&this.#c.reset(),this.#g(this.#c.isDemanded?"draining":e))}#w(e){this.#e||(this.socket.disconnect(),this.#g(e))}#g(e){this.#e||(this.#n+=1,this.#r=0,this.#_.stop(),this.#h.stopRenewal(),this.#$(jo()?"offline":"reconnecting",e),this.#b.start(this.#c.next({offline:jo()}),()=>{this.#v()}))}#C(){this.#e||(this.#b.running&&!this.#c.isDemanded?(this.#c.reset(),this.#v()):this.socket.connected&&(this.#h.onWake(),this.#P()))}async#P(){if(this.#d)return;this.#d=!0;let e=this.#n;try{await this.socket.timeout(ga).emitWithAck("ping")}catch{e===this.#n&&this.#w("silent")}finally{this.#d=!1}}#O(e,o){if(this.#e)return;let[n,s]=o;if(Number.isSafeInteger(n?.eventId)){this.#N(e,n,s);return}e==="connected"?this.#I(n):e==="replay:complete"?this.#S():e==="auth:expiring"?this.#h.onExpiring():e==="server:draining"&&(this.#c.demand(n.retryAfterMs),this.#$("reconnecting","draining")),this.#e||Ne(this.#p.onMessage,e,n)}#N(e,o,n){let s=this.#u.isNew(e,o.eventId);e==="user:update"&&o.action==="deactivated"&&(this.#f="deactivated"),s&&Ne(this.#p.onEvent,e,o),this.#u.advance(e,o.eventId,Number(n??o.eventId))}#I(e){if(this.#_.stop(),this.#s!==null&&e.userId!==this.#s){this.#y("user_changed");return}let o=!e.recovered&&(this.#l||this.#s!==null);this.#s=e.userId,this.#f=null,this.#i=this.#a=!1,this.#c.clearDemand(),this.#u.adopt(e),this.#h.startRenewal(),this.#m.restore(),o&&Ne(this.#p.onResync),!this.#l&&!this.#e&&this.#S()}#S(){this.#r=Date.now(),this.#$("live")}#y(e){if(this.#e)return;let o=e==="user_changed"?e:this.#f??e;this.#u.forget(),this.#E(o),Ne(this.#p.onSignedOut,o)}#E(e){this.#e||(this.#e=!0,this.#n+=1,this.#b.stop(),this.#_.stop(),this.#h.stopRenewal(),this.#x(),this.socket.disconnect(),this.#$("offline",e))}#$(e,o){e===this.status&&o===this.#t||(e!==this.status&&(this.#o=Date.now()),this.status=e,this.#t=o,Ne(this.#p.onStatus,{status:e,since:this.#o,...o===void 0?{}:{reason:o}}))}};function cs(t){return new Uo(t)}function Ho(t,e){return t.replace(/\{(\w+)\}/g,(o,n)=>String(e[n]??o))}var ls=new Map;function ce(t,e,o){let n=`${t.name} ${e} ${JSON.stringify(o)}`,s=ls.get(n)??new t(e,o);return ls.set(n,s),s}var fe=t=>Math.round(Number(t)*100);function us(t,e,o){return ce(Intl.NumberFormat,t,{style:"currency",currency:o}).format(e/100)}function ds(t,e,o){let n={day:"numeric",month:"short",year:"numeric"},s={hour:"2-digit",minute:"2-digit",hourCycle:"h23"},r=o===void 0?{}:{timeZone:o};return ce(Intl.DateTimeFormat,t,{...n,...s,...r}).format(e)}var ba=[["day",86400],["hour",3600],["minute",60],["second",1]];function ps(t){let[e,o]=ba.find(([,s])=>t>=s)??["second",1],n=Math.max(0,Math.trunc(t/o));return n===0?{key:"ago_now",n}:{key:`ago_${e}_${n===1?"one":"other"}`,n}}var jt={es:{category_name:"Nombre",category_description:"Descripción",category_active:"Activo",exam_code:"Código",exam_name:"Nombre",exam_categoryId:"Categoría",exam_price:"Precio",exam_description:"Descripción",exam_preparation:"Preparación",exam_sampleType:"Muestra",exam_turnaroundHours:"Horas hasta el resultado",exam_active:"Activo",package_code:"Código",package_name:"Nombre",package_price:"Precio",package_description:"Descripción",package_examIds:"Exámenes",package_active:"Activo",location_name:"Nombre",location_address:"Dirección",location_phone:"Teléfono",location_openingHours:"Horario",location_schedule:"Horas de cita",location_timezone:"Zona horaria",location_slotMinutes:"Minutos por cita",location_slotCapacity:"Citas a la misma hora",location_active:"Activo",user_role:"Rol",user_name:"Nombre",user_email:"Correo",user_documentNumber:"Documento",user_proposedDocumentNumber:"Documento propuesto",user_phone:"Teléfono",user_active:"Activo",user_passwordExpiresAt:"La contraseña provisional vence",appointment_patientId:"Paciente",appointment_doctorId:"Médico",appointment_locationId:"Sede",appointment_scheduledAt:"Fecha y hora",appointment_status:"Estado",appointment_examIds:"Exámenes",appointment_packageIds:"Paquetes",appointment_notes:"Notas",appointment_total:"Total",result_appointmentId:"Cita",result_patientId:"Paciente",result_examId:"Examen",result_examName:"Nombre del examen",result_status:"Estado",result_hasFile:"Tiene archivo",result_fileName:"Archivo",result_size:"Tamaño en bytes",result_sha256:"Huella SHA-256",result_releasedAt:"Publicado",result_deliveredAt:"Entregado",message_type:"Tipo",message_message:"Mensaje",message_targetRole:"Destinatarios",event_catalog_update:"Hay un cambio en el catálogo.",event_user_update:"Hay un cambio en su cuenta.",event_admin_event:"Hay actividad en el laboratorio.",event_appointment_update:"Hay un cambio en sus citas.",event_result_update:"Hay novedades en sus resultados.",event_system_message:"Hay un aviso del laboratorio."},en:{category_name:"Name",category_description:"Description",category_active:"Active",exam_code:"Code",exam_name:"Name",exam_categoryId:"Category",exam_price:"Price",exam_description:"Description",exam_preparation:"Preparation",exam_sampleType:"Sample",exam_turnaroundHours:"Hours until the result",exam_active:"Active",package_code:"Code",package_name:"Name",package_price:"Price",package_description:"Description",package_examIds:"Exams",package_active:"Active",location_name:"Name",location_address:"Address",location_phone:"Phone",location_openingHours:"Opening hours",location_schedule:"Appointment hours",location_timezone:"Time zone",location_slotMinutes:"Minutes per appointment",location_slotCapacity:"Appointments at the same time",location_active:"Active",user_role:"Role",user_name:"Name",user_email:"E-mail",user_documentNumber:"ID document",user_proposedDocumentNumber:"Proposed document",user_phone:"Phone",user_active:"Active",user_passwordExpiresAt:"The temporary password expires",appointment_patientId:"Patient",appointment_doctorId:"Doctor",appointment_locationId:"Location",appointment_scheduledAt:"Date and time",appointment_status:"Status",appointment_examIds:"Exams",appointment_packageIds:"Packages",appointment_notes:"Notes",appointment_total:"Total",result_appointmentId:"Appointment",result_patientId:"Patient",result_examId:"Exam",result_examName:"Exam name",result_status:"Status",result_hasFile:"Has a file",result_fileName:"File",result_size:"Size in bytes",result_sha256:"SHA-256 digest",result_releasedAt:"Released",result_deliveredAt:"Delivered",message_type:"Type",message_message:"Message",message_targetRole:"Recipients",event_catalog_update:"There is a change in the catalogue.",event_user_update:"There is a change in your account.",event_admin_event:"There is activity in the laboratory.",event_appointment_update:"There is a change in your appointments.",event_result_update:"There is news about your results.",event_system_message:"There is a notice from the laboratory."}};var hs={leave:"Sign out",leave_everywhere:"Sign out everywhere",leave_everywhere_sure:"Sign out on all devices, this one too?",my_data:"My data",document:"Identity document",document_confirmed:"confirmed by the laboratory",document_waiting:"waiting for the laboratory to confirm it",document_none:"The laboratory has not confirmed your document yet.",document_number:"Document number",document_new:"Another document number",document_other:"Change the proposed number",document_hint:"The laboratory confirms it when you show your document; until then it is not used.",document_send:"Send to the laboratory",document_sent:"Sent: waiting for the laboratory to confirm it.",document_confirmed_already:"The laboratory has confirmed this number already.",document_withdraw:"Withdraw the proposal",document_withdraw_sure:"Withdraw the document {number}, which waits for the laboratory to confirm it?",document_withdrawn:"The proposal is withdrawn.",document_declined:"The laboratory did not confirm the number that you sent. Check it, or show your document at the laboratory.",document_was_proposed:"You sent a document: waiting for the laboratory to confirm it.",document_was_withdrawn:"You withdrew the document that was waiting.",document_was_confirmed:"The laboratory confirmed your document.",document_was_declined:"The laboratory did not confirm the document that you sent.",phone:"Phone",keep:"Save the data",saved:"The data is saved.",current_password:"Current password",new_password:"New password",change_password:"Change the password",password_changed:"The password is changed; other devices have to sign in again.",preferences:"Preferences",language:"Language",theme:"Colours",theme_auto:"As the device",theme_light:"Light",theme_dark:"Dark",notices_wanted:"Also tell me while this page is not in view",notices_hint:"The notice does not name the exam.",notices_refused:"The browser does not allow notices. You can allow them in its settings.",sessions:"Sessions and devices",unknown_device:"Unknown device",this_device:"This device",last_used:"Last used: {when}",end_session:"End",session_ended:"The session is ended.",own_data:"A copy of my data",own_data_hint:"A ZIP file with your account, appointments and notices, your released PDFs and who has viewed them.",own_data_fetch:"Download my data",own_data_fetching:"Preparing your data: {size}",own_data_ready:"Your data is ready ({size}). Keep it in a safe place.",own_data_lost:"The download was interrupted. Please try again.",accesses:"Who has looked at my results",no_accesses:"Nobody else has looked at them.",viewed_detail:"Saw the data of {exam}",viewed_file:"Opened the file of {exam}",role_Administrador:"laboratory staff",role_Medico:"doctor",role_Paciente:"patient"};var ms={erasure:"Erase my data",erasure_goes:"Your account, your contact data and your document, your notices and your sessions are deleted, and your open appointments are cancelled. Your name also disappears from the records of the laboratory.",erasure_stays:"The law requires that appointments and results are kept for years: they are sealed, and nobody has access. Download a copy first, because you will not see them either.",erasure_final:"It cannot be undone. The laboratory checks your identity and the pending results, and then does it.",erasure_ask:"Request the erasure",erasure_sent:"The request was sent to the laboratory.",erasure_pending:"waiting for the laboratory",erasure_since:"Requested on {when}",erasure_withdraw:"Withdraw the request",erasure_withdraw_sure:"Withdraw the request? Your data stay as they are.",erasure_withdrawn:"The request is withdrawn.",erasure_declined:"The laboratory did not erase your data: {reason}",erasure_was_requested:"You requested that your data are erased.",erasure_was_withdrawn:"You withdrew the request to erase your data.",erasure_was_declined:"The laboratory did not erase your data: {reason}",erasure_was_erased:"The laboratory erased your data.",why_erased:"The laboratory erased your data, as you requested. This account no longer exists."};var fs={second_step:"Two-step verification",second_step_why:"Besides the password, signing in asks for something that only you have. So nobody gets into your account, even with your password.",second_step_totp:"Your password is right. Now enter the 6-digit code that your app shows.",second_step_recovery:"Enter one of the ten codes that you kept when you turned verification on. Each works once.",second_step_passkey:"Your password is right. Now confirm with your passkey.",use_passkey:"Use my passkey",add_passkey:"Add a passkey",create_passkey:"Create the passkey",my_device:"My device",passkey_what:"It is this device, your phone or a USB key. You confirm a sign-in with your fingerprint, your face or the PIN.",passkey_cancelled:"The passkey did not answer. Try again.",passkey_known:"This device has a passkey of your account already.",code_totp:"Code of the app",code_recovery:"Recovery code",use_totp:"Use the code of the app",use_recovery:"Use a recovery code",no_recovery_codes:"You have no recovery codes left. If you do not have your app, call the laboratory.",other_account:"Sign in with another account",continue:"Continue",cancel:"Cancel",confirm_password:"Confirm your password",factors_on:"On",factors_off:"Off",factors_off_text:"Only the password protects your account.",first_factor:"Turning two-step verification on ends your other sessions.",kind_totp:"Authenticator app",kind_passkey:"Passkey",factor_added:"Added: {when}",factor_removed:"Removed.",factor_name:"Name",factor_name_hint:"To recognize it in your account.",my_phone:"My phone",rename:"Rename",remove:"Remove",remove_factor:"“{name}” will no longer work for signing in.",remove_last_factor:"Without “{name}” only the password protects your account again, and the recovery codes no longer work.",add_authenticator:"Add an authenticator app",authenticator_install:"Install an authenticator app on your phone: Aegis, Google Authenticator, Microsoft Authenticator or another.",authenticator_scan:"Add an account in it, and point the camera at this image.",authenticator_qr:"QR code with the key below",authenticator_open:"If you are on the phone, open the app here",authenticator_secret:"Without a camera, enter this key in it:",authenticator_code:"Enter the 6-digit code that the app shows.",activate:"Turn on",recovery_codes:"Recovery codes",recovery_codes_of:"Recovery codes of {account}",codes_left:"For signing in without your phone. Each works once. You have {n} of 10 left.",renew_codes:"Create new codes",renew_codes_text:"The recovery codes that you have now will no longer work.",keep_codes:"Keep your recovery codes",keep_codes_text:"With one of them you can sign in if you lose your phone. They are shown only this once: print them, or keep them away from this device.",copy:"Copy",download:"Download",print:"Print",codes_copied:"Copied.",codes_not_copied:"The browser does not allow copying: they are selected.",codes_file:"recovery-codes.txt",codes_kept:"I have kept them",account_second_factor:"The two-step verification of your account has changed",account_second_factor_created:"You added “{name}” to two-step verification",account_second_factor_removed:"You removed “{name}” from two-step verification",account_second_factor_reset:"Two-step verification was removed from your account; you can turn it on again",account_second_factor_refused:"Somebody entered your password but did not pass the second step. If it was not you, change your password",account_recovery_codes:"You have new recovery codes",account_recovery_codes_used:"A recovery code was used; you have {n} left"};var _s={forgotten:"Forgot your password?",forgotten_what:"Enter the e-mail address of your account. We will send a link to choose a new password.",send_link:"Send the link",link_sent:"If there is an account with that address, the link will arrive in a few minutes. It works for an hour, once.",link_at_laboratory:"The laboratory sends no e-mails. Ask it in person or by phone for a link to choose another password.",link_for_staff:"Staff ask an administrator.",back_to_sign_in:"Back to sign in",linked_password:"Choose a new password",linked_password_what:"Choose the password that you will sign in with from now on. All your sessions will be closed.",linked_password_rules:"At least 10 characters; not a very common password, nor your e-mail address or your name.",show_password:"Show the password",set_password:"Save the password",linked_password_set:"The password is changed. You can sign in with it now.",to_admin_from_link:"I am staff: go to the dashboard",link_invalid:"This link is no longer valid: it expired, was used, or there is a newer one.",initial_password:"Choose your password",initial_password_what:"The one that you used is temporary. Choose your own to sign in.",save_and_enter:"Save and sign in",another_link:"Ask for another link"};var gs={appointments:"Appointments",results:"Results",inbox:"Notices",account:"My account",account_short:"Account",new_appointment:"New appointment",coming:"Upcoming",past:"Earlier",none_coming:"There are no upcoming appointments.",place_number:"Location no. {id}",patient_number:"Patient no. {id}",patient_named:"Patient: {name}",no_longer_offered:"No longer in the catalogue",total:"Total",move:"Move",cancel:"Cancel",cancel_sure:"Cancel the appointment on {when}? Its place becomes free for somebody else.",cancel_yes:"Yes, cancel the appointment",no:"No",cancelled_by_me:"The appointment is cancelled.",moved_by_me:"The appointment is moved.",booked_by_me:"The appointment is booked.",just_changed:"Just changed",just_taken:"That time has just been taken. Choose another one.",moving:"Choose the new time of the appointment on {when}.",moved_meanwhile:"The laboratory changed this appointment meanwhile. It is now: {when}, {place}, {state}. Your choice is still selected: if you still want it, press again.",moving_cancelled:"The appointment of {when} is cancelled and can no longer be moved.",moving_over:"The appointment of {when} can no longer be moved.",moving_instead:"You can book a new one with what you chose.",book_instead:"Book a new one",place:"Location",day:"Day",other_day:"Another day",closed:"closed",time:"Time",any_time:"Preferred time",no_times:"No times are left on this day.",times_of:"The times are those of the location ({zone}).",full:"full",free:"free: {n}",contents:"Exams and packages",included:"Included",in_package:"part of a chosen package, not charged separately",withdrawn:"{name}: no longer offered. It is not part of the appointment.",take_out:"Remove",notes:"Anything we should know (optional)",choose_place:"Location missing.",choose_time:"Time missing.",choose_contents:"Exams missing.",confirm_booking:"Book",confirm_move:"Move the appointment",back:"Back",appointment_state_pending:"Pending",appointment_state_confirmed:"Confirmed",appointment_state_cancelled:"Cancelled",appointment_state_completed:"Completed",result_state_pending:"Pending",result_state_ready:"Ready",result_state_delivered:"Delivered",no_results:"There are no results yet.",pending_results:"Pending",pending_hint:"We will tell you here as soon as they are ready.",released:"Released: {when}",fetch:"Download",queued:"Waiting",waiting_for_network:"No connection: goes on when it is back",fetching:"Downloading: {share} %",checked:"The file arrived complete and unchanged.",unchecked:"The file arrived complete; this browser cannot check more.",file_corrupted:"The file arrived damaged twice. Try again later.",open:"Open",save:"Save",new:"New",no_notices:"There are no notices.",appointment_created:"Appointment booked",appointment_updated:"Appointment changed",appointment_cancelled:"Appointment cancelled",appointment_confirmed:"Appointment confirmed",appointment_completed:"Appointment completed",result_is_pending:"Result pending: {exam}",result_is_ready:"Result ready: {exam}",result_is_delivered:"Result delivered: {exam}",welcome:"Welcome: your account is ready.",account_profile:"Your data changed.",account_password:"Your password changed.",account_role:"The kind of your account changed.",account_status:"The state of your account changed.",account_data_exported_self:"You downloaded a copy of your data.",account_data_exported_laboratory:"The laboratory prepared a copy of your data.",account_session:"One of your sessions was ended."};var ys={...jt.en,...hs,...fs,...ms,..._s,...gs,lab:"Laboratory",missing:"There is no such page",missing_hint:"Go to the catalogue",sections:"Sections",to_content:"Skip to content",loading:"Loading…",working:"One moment…",again:"Try again",more:"Show more",close:"Close",see:"View",failed:"That did not work. Please try again.",unreachable:"The laboratory cannot be reached. Check your network.",unreachable_long:"The laboratory cannot be reached. It is tried again by itself.",stale_data:"Could not be updated: this is the last that is known.",status_live:"Live",status_reconnecting:"Reconnecting",status_offline:"Offline",status_incomplete:"A step is missing",ago_now:"now",ago_second_one:"1 second ago",ago_second_other:"{n} seconds ago",ago_minute_one:"1 minute ago",ago_minute_other:"{n} minutes ago",ago_hour_one:"1 hour ago",ago_hour_other:"{n} hours ago",ago_day_one:"yesterday",ago_day_other:"{n} days ago",notices_now:"Notices of the moment",unread_count:"{n} unread",enter:"Sign in",register:"Create an account",email:"E-mail",password:"Password",password_hint:"At least 10 characters.",name:"Full name",document_optional:"Identity document (optional)",phone_optional:"Phone (optional)",no_account:"No account yet?",have_account:"Already have an account?",signed_out:"Your session has ended. Please sign in again.",why_left:"You have signed out.",why_everywhere:"You have signed out on all devices.",why_signed_out:"Your session has ended: it was closed from elsewhere, or ran out. Please sign in again.",why_token_invalid:"Your session has ended: it was closed from elsewhere, or the password changed. Please sign in again.",why_deactivated:"The laboratory deactivated this account. Contact the laboratory to learn why.",why_user_changed:"Somebody else signed in in this browser, so this page was closed.",staff:"Laboratory staff",staff_text:"This account belongs to the laboratory's staff; its pages are in the administration panel.",to_admin:"Go to the dashboard",factor_missing:"Your account must use two-step verification. Turn it on in the dashboard; until then no change arrives here.",catalog:"Catalogue",search_exams:"Search an exam or a package",category:"Category",all_categories:"All categories",found_other:"{n} in the catalogue",nothing_found:"Nothing matches the search.",exams:"Exams",packages:"Packages",exams_in_one:"{n} exam included",exams_in_other:"{n} exams included",preparation:"How to prepare",result_in:"result in {time}",days_one:"{n} day",days_other:"{n} days",hours_one:"{n} hour",hours_other:"{n} hours",price_was:"The price changed: it was {price}",saves:"Saves {amount} (separately {alone})",book:"Book"};var bs={leave:"Salir",leave_everywhere:"Salir de todos los dispositivos",leave_everywhere_sure:"¿Salir de su cuenta en todos los dispositivos, también en este?",my_data:"Mis datos",document:"Documento de identidad",document_confirmed:"confirmado por el laboratorio",document_waiting:"pendiente de confirmar por el laboratorio",document_none:"El laboratorio todavía no ha confirmado su documento.",document_number:"Número de documento",document_new:"Otro número de documento",document_other:"Cambiar el número propuesto",document_hint:"El laboratorio lo confirma cuando usted muestra su documento; hasta entonces no se usa.",document_send:"Enviar al laboratorio",document_sent:"Enviado: pendiente de confirmar por el laboratorio.",document_confirmed_already:"El laboratorio ya tiene confirmado ese número.",document_withdraw:"Retirar la propuesta",document_withdraw_sure:"¿Retirar el documento {number}, que espera la confirmación del laboratorio?",document_withdrawn:"La propuesta está retirada.",document_declined:"El laboratorio no confirmó el número que usted envió. Revíselo, o muestre su documento en el laboratorio.",document_was_proposed:"Envió un documento: pendiente de confirmar por el laboratorio.",document_was_withdrawn:"Retiró el documento que esperaba la confirmación.",document_was_confirmed:"El laboratorio confirmó su documento.",document_was_declined:"El laboratorio no confirmó el documento que usted envió.",phone:"Teléfono",keep:"Guardar los datos",saved:"Los datos están guardados.",current_password:"Contraseña actual",new_password:"Contraseña nueva",change_password:"Cambiar la contraseña",password_changed:"La contraseña está cambiada; los demás dispositivos deben entrar de nuevo.",preferences:"Preferencias",language:"Idioma",theme:"Colores",theme_auto:"Como el dispositivo",theme_light:"Claros",theme_dark:"Oscuros",notices_wanted:"Avisar también cuando esta página no se ve",notices_hint:"El aviso no nombra el examen.",notices_refused:"El navegador no permite los avisos. Puede permitirlos en sus ajustes.",sessions:"Sesiones y dispositivos",unknown_device:"Dispositivo desconocido",this_device:"Este dispositivo",last_used:"Último uso: {when}",end_session:"Cerrar",session_ended:"La sesión está cerrada.",own_data:"Una copia de mis datos",own_data_hint:"Un archivo ZIP con su cuenta, sus citas y avisos, sus PDF publicados y quién los ha visto.",own_data_fetch:"Descargar mis datos",own_data_fetching:"Preparando sus datos: {size}",own_data_ready:"Sus datos están listos ({size}). Guárdelos en un lugar seguro.",own_data_lost:"La descarga se interrumpió. Vuelva a intentarlo.",accesses:"Quién ha visto mis resultados",no_accesses:"Nadie más los ha visto.",viewed_detail:"Vio los datos de {exam}",viewed_file:"Abrió el archivo de {exam}",role_Administrador:"personal del laboratorio",role_Medico:"médico",role_Paciente:"paciente"};var vs={erasure:"Suprimir mis datos",erasure_goes:"Se borran su cuenta, sus datos de contacto y su documento, sus avisos y sus sesiones, y se cancelan sus citas pendientes. Su nombre desaparece también de los registros del laboratorio.",erasure_stays:"La ley obliga a conservar durante años las citas y los resultados: quedan sellados, sin acceso para nadie. Descargue antes una copia, porque usted tampoco podrá verlos.",erasure_final:"No se puede deshacer. El laboratorio comprueba su identidad y los resultados pendientes, y lo hace.",erasure_ask:"Pedir la supresión",erasure_sent:"La solicitud está enviada al laboratorio.",erasure_pending:"pendiente del laboratorio",erasure_since:"Solicitada el {when}",erasure_withdraw:"Retirar la solicitud",erasure_withdraw_sure:"¿Retirar la solicitud? Sus datos se quedan como están.",erasure_withdrawn:"La solicitud está retirada.",erasure_declined:"El laboratorio no suprimió sus datos: {reason}",erasure_was_requested:"Pidió la supresión de sus datos.",erasure_was_withdrawn:"Retiró la solicitud de suprimir sus datos.",erasure_was_declined:"El laboratorio no suprimió sus datos: {reason}",erasure_was_erased:"El laboratorio suprimió sus datos.",why_erased:"El laboratorio suprimió sus datos, como usted pidió. Esta cuenta ya no existe."};var ws={second_step:"Verificación en dos pasos",second_step_why:"Además de la contraseña, al entrar se pide algo que solo usted tiene. Así nadie entra con su cuenta aunque conozca su contraseña.",second_step_totp:"Su contraseña es correcta. Escriba ahora el código de 6 cifras que muestra su aplicación.",second_step_recovery:"Escriba uno de los diez códigos que guardó al activar la verificación. Cada uno sirve una vez.",second_step_passkey:"Su contraseña es correcta. Confirme ahora con su llave de acceso.",use_passkey:"Usar mi llave de acceso",add_passkey:"Agregar una llave de acceso",create_passkey:"Crear la llave",my_device:"Mi dispositivo",passkey_what:"Es este dispositivo, su teléfono o una llave USB. Al entrar se confirma con la huella, el rostro o el PIN.",passkey_cancelled:"La llave no respondió. Vuelva a intentarlo.",passkey_known:"Este dispositivo ya tiene una llave de su cuenta.",code_totp:"Código de la aplicación",code_recovery:"Código de recuperación",use_totp:"Usar el código de la aplicación",use_recovery:"Usar un código de recuperación",no_recovery_codes:"No le quedan códigos de recuperación. Si no tiene su aplicación, llame al laboratorio.",other_account:"Entrar con otra cuenta",continue:"Continuar",cancel:"Cancelar",confirm_password:"Confirme su contraseña",factors_on:"Activada",factors_off:"Sin activar",factors_off_text:"Su cuenta se protege solo con la contraseña.",first_factor:"Al activar la verificación en dos pasos se cierran sus demás sesiones.",kind_totp:"Aplicación de códigos",kind_passkey:"Llave de acceso",factor_added:"Agregada: {when}",factor_removed:"Quitado.",factor_name:"Nombre",factor_name_hint:"Para reconocerla en su cuenta.",my_phone:"Mi teléfono",rename:"Cambiar nombre",remove:"Quitar",remove_factor:"«{name}» ya no servirá para entrar.",remove_last_factor:"Al quitar «{name}» su cuenta vuelve a protegerse solo con la contraseña, y los códigos de recuperación dejan de valer.",add_authenticator:"Agregar una aplicación de códigos",authenticator_install:"Instale en su teléfono una aplicación de códigos: Aegis, Google Authenticator, Microsoft Authenticator u otra.",authenticator_scan:"En ella, agregue una cuenta y apunte la cámara a este dibujo.",authenticator_qr:"Código QR con la clave de abajo",authenticator_open:"Si está en el teléfono, abra la aplicación aquí",authenticator_secret:"Sin cámara, escriba en ella esta clave:",authenticator_code:"Escriba el código de 6 cifras que muestra la aplicación.",activate:"Activar",recovery_codes:"Códigos de recuperación",recovery_codes_of:"Códigos de recuperación de {account}",codes_left:"Para entrar sin su teléfono. Cada uno sirve una vez. Le quedan {n} de 10.",renew_codes:"Crear códigos nuevos",renew_codes_text:"Los códigos de recuperación que tiene ahora dejarán de valer.",keep_codes:"Guarde sus códigos de recuperación",keep_codes_text:"Con uno de ellos puede entrar si pierde su teléfono. Se muestran esta única vez: imprímalos o guárdelos fuera de este dispositivo.",copy:"Copiar",download:"Descargar",print:"Imprimir",codes_copied:"Copiados.",codes_not_copied:"El navegador no deja copiarlos: quedaron seleccionados.",codes_file:"codigos-de-recuperacion.txt",codes_kept:"Ya los guardé",account_second_factor:"Cambió la verificación en dos pasos de su cuenta",account_second_factor_created:"Agregó «{name}» a la verificación en dos pasos",account_second_factor_removed:"Quitó «{name}» de la verificación en dos pasos",account_second_factor_reset:"Se quitó la verificación en dos pasos de su cuenta; puede activarla de nuevo",account_second_factor_refused:"Alguien escribió su contraseña pero no superó el segundo paso. Si no fue usted, cambie su contraseña",account_recovery_codes:"Tiene códigos de recuperación nuevos",account_recovery_codes_used:"Se usó un código de recuperación; le quedan {n}"};var $s={forgotten:"¿Olvidó su contraseña?",forgotten_what:"Escriba el correo de su cuenta. Le enviaremos un enlace para elegir una contraseña nueva.",send_link:"Enviar el enlace",link_sent:"Si hay una cuenta con ese correo, el enlace llegará en unos minutos. Sirve durante una hora, una sola vez.",link_at_laboratory:"El laboratorio no envía correos. Pídale en persona o por teléfono un enlace para elegir otra contraseña.",link_for_staff:"El personal lo pide a un administrador.",back_to_sign_in:"Volver a entrar",linked_password:"Elegir una contraseña nueva",linked_password_what:"Elija la contraseña con la que entrará desde ahora. Se cerrarán todas sus sesiones.",linked_password_rules:"Al menos 10 caracteres; no una contraseña muy común, ni su correo o su nombre.",show_password:"Mostrar la contraseña",set_password:"Guardar la contraseña",linked_password_set:"La contraseña está cambiada. Ya puede entrar con ella.",to_admin_from_link:"Soy del personal: ir al panel",link_invalid:"Este enlace ya no sirve: venció, se usó, o hay uno más nuevo.",initial_password:"Elija su contraseña",initial_password_what:"La que usó es provisional. Elija la suya para entrar.",save_and_enter:"Guardar y entrar",another_link:"Pedir otro enlace"};var ks={appointments:"Citas",results:"Resultados",inbox:"Avisos",account:"Mi cuenta",account_short:"Cuenta",new_appointment:"Nueva cita",coming:"Próximas",past:"Anteriores",none_coming:"No hay citas próximas.",place_number:"Sede n.º {id}",patient_number:"Paciente n.º {id}",patient_named:"Paciente: {name}",no_longer_offered:"Ya no está en el catálogo",total:"Total",move:"Mover",cancel:"Cancelar",cancel_sure:"¿Cancelar la cita del {when}? Su lugar queda libre para otra persona.",cancel_yes:"Sí, cancelar la cita",no:"No",cancelled_by_me:"La cita está cancelada.",moved_by_me:"La cita está cambiada.",booked_by_me:"La cita está reservada.",just_changed:"Acaba de cambiar",just_taken:"Ese horario se acaba de ocupar. Elija otro.",moving:"Elija el nuevo horario de la cita del {when}.",moved_meanwhile:"El laboratorio cambió esta cita mientras tanto. Ahora es: {when}, {place}, {state}. Su elección sigue marcada: si todavía la quiere, pulse de nuevo.",moving_cancelled:"La cita del {when} está cancelada y ya no se puede mover.",moving_over:"La cita del {when} ya no se puede mover.",moving_instead:"Puede reservar una nueva con lo que eligió.",book_instead:"Reservar una nueva",place:"Sede",day:"Día",other_day:"Otro día",closed:"cerrado",time:"Hora",any_time:"Hora que prefiere",no_times:"No quedan horarios este día.",times_of:"Las horas son las de la sede ({zone}).",full:"completo",free:"libres: {n}",contents:"Exámenes y paquetes",included:"Incluido",in_package:"está en un paquete elegido y no se cobra aparte",withdrawn:"{name}: ya no se ofrece. No se incluye en la cita.",take_out:"Quitar",notes:"Algo que debamos saber (opcional)",choose_place:"Falta la sede.",choose_time:"Falta la hora.",choose_contents:"Faltan los exámenes.",confirm_booking:"Reservar",confirm_move:"Mover la cita",back:"Volver",appointment_state_pending:"Pendiente",appointment_state_confirmed:"Confirmada",appointment_state_cancelled:"Cancelada",appointment_state_completed:"Completada",result_state_pending:"Pendiente",result_state_ready:"Listo",result_state_delivered:"Entregado",no_results:"Todavía no hay resultados.",pending_results:"Pendientes",pending_hint:"Le avisaremos aquí en cuanto estén listos.",released:"Publicado: {when}",fetch:"Descargar",queued:"En espera",waiting_for_network:"Sin conexión: sigue en cuanto vuelva",fetching:"Descargando: {share} %",checked:"El archivo llegó completo y sin cambios.",unchecked:"El archivo llegó completo; este navegador no puede comprobar más.",file_corrupted:"El archivo llegó dañado dos veces. Inténtelo más tarde.",open:"Abrir",save:"Guardar",new:"Nuevo",no_notices:"No hay avisos.",appointment_created:"Cita reservada",appointment_updated:"Cita cambiada",appointment_cancelled:"Cita cancelada",appointment_confirmed:"Cita confirmada",appointment_completed:"Cita completada",result_is_pending:"Resultado pendiente: {exam}",result_is_ready:"Resultado listo: {exam}",result_is_delivered:"Resultado entregado: {exam}",welcome:"Le damos la bienvenida: su cuenta está lista.",account_profile:"Sus datos cambiaron.",account_password:"Su contraseña cambió.",account_role:"El tipo de su cuenta cambió.",account_status:"El estado de su cuenta cambió.",account_data_exported_self:"Descargó una copia de sus datos.",account_data_exported_laboratory:"El laboratorio preparó una copia de sus datos.",account_session:"Se cerró una de sus sesiones."};var xs={...jt.es,...bs,...ws,...vs,...$s,...ks,lab:"Laboratorio",missing:"Esta página no existe",missing_hint:"Ir al catálogo",sections:"Secciones",to_content:"Ir al contenido",loading:"Cargando…",working:"Un momento…",again:"Intentar de nuevo",more:"Mostrar más",close:"Cerrar",see:"Ver",failed:"No se pudo completar. Inténtelo de nuevo.",unreachable:"No hay conexión con el laboratorio. Revise su red.",unreachable_long:"No hay conexión con el laboratorio. Se intenta de nuevo sin que usted haga nada.",stale_data:"No se pudo actualizar: esto es lo último que se sabe.",status_live:"En vivo",status_reconnecting:"Reconectando",status_offline:"Sin conexión",status_incomplete:"Falta un paso",ago_now:"ahora",ago_second_one:"hace 1 segundo",ago_second_other:"hace {n} segundos",ago_minute_one:"hace 1 minuto",ago_minute_other:"hace {n} minutos",ago_hour_one:"hace 1 hora",ago_hour_other:"hace {n} horas",ago_day_one:"ayer",ago_day_other:"hace {n} días",notices_now:"Avisos del momento",unread_count:"{n} sin leer",enter:"Entrar",register:"Crear una cuenta",email:"Correo",password:"Contraseña",password_hint:"Al menos 10 caracteres.",name:"Nombre completo",document_optional:"Documento de identidad (opcional)",phone_optional:"Teléfono (opcional)",no_account:"¿Todavía no tiene cuenta?",have_account:"¿Ya tiene cuenta?",signed_out:"Su sesión terminó. Entre de nuevo.",why_left:"Ha salido de su cuenta.",why_everywhere:"Ha salido de su cuenta en todos los dispositivos.",why_signed_out:"Su sesión terminó: se cerró desde otro lugar, o venció. Entre de nuevo.",why_token_invalid:"Su sesión terminó: se cerró desde otro lugar, o cambió la contraseña. Entre de nuevo.",why_deactivated:"El laboratorio desactivó esta cuenta. Comuníquese con el laboratorio para saber por qué.",why_user_changed:"En este navegador entró otra persona, y por eso esta página se cerró.",staff:"Personal del laboratorio",staff_text:"Esta cuenta es del personal del laboratorio; sus páginas están en el panel de administración.",to_admin:"Ir al panel",factor_missing:"Su cuenta tiene que usar la verificación en dos pasos. Actívela en el panel; hasta entonces aquí no llega ningún cambio.",catalog:"Catálogo",search_exams:"Buscar un examen o un paquete",category:"Categoría",all_categories:"Todas las categorías",found_other:"{n} en el catálogo",nothing_found:"Nada coincide con la búsqueda.",exams:"Exámenes",packages:"Paquetes",exams_in_one:"{n} examen incluido",exams_in_other:"{n} exámenes incluidos",preparation:"Cómo prepararse",result_in:"resultado en {time}",days_one:"{n} día",days_other:"{n} días",hours_one:"{n} hora",hours_other:"{n} horas",price_was:"El precio cambió: antes {price}",saves:"Ahorra {amount} (por separado {alone})",book:"Agendar"};var Vo={es:xs,en:ys};function wa(){return[he("lang"),...navigator.languages].map(e=>e.slice(0,2).toLowerCase()).find(e=>e in Vo)??"es"}var U=j.lazy(wa);function Ut(t){oe("lang",t),document.documentElement.lang=t,U.set(t)}var i=(t,e={})=>Ho(Vo[U.value][t],e);function xe(t,e){let o=Vo[U.value],n=ce(Intl.PluralRules,U.value).select(e);return Ho(o[`${t}_${n}`]??o[`${t}_other`],{n:e})}async function Ss(t){let e=await t.json().catch(()=>({}));return new S(t.status,e??{},i("failed"))}async function W(t,e,{body:o,headers:n={},token:s,keepalive:r=!1}={}){let a={Accept:"application/json","Accept-Language":U.value,...n};s&&(a.Authorization=`Bearer ${s}`),o!==void 0&&(a["Content-Type"]="application/json");let l=o===void 0?null:JSON.stringify(o),u,p;try{u=await fetch(e,{method:t,headers:a,body:l,keepalive:r}),p=await u.text()}catch{throw new S(0,{code:"unreachable",detail:i("unreachable")})}let d=null;try{d=p?JSON.parse(p):null}catch{throw new S(u.status,{},i("failed"))}if(!u.ok)throw new S(u.status,d??{},i("failed"));return{data:d,version:u.headers.get("ETag"),position:u.headers.get("Event-Position")}}var Wo="/api/session",Yo="lab_app",$a=3e3,w=j.lazy(()=>({phase:he(Yo)?"starting":"anonymous",user:null,reason:null})),Ie=null,zo=null,Es=Promise.resolve(),st=null,Ko=null;async function Go(t){if(navigator.locks)return navigator.locks.request("lab.session",async()=>t());let e=Es.then(t);return Es=e.catch(()=>{}),e}function Ts({accessToken:t,expiresIn:e,user:o}){let n=w.value.user;if(n&&n.id!==o.id)throw rt("user_changed"),{code:"signed_out"};return Ko=null,Ie={accessToken:t,expiresIn:e,until:Date.now()+e*2e3/3},oe(Yo,"1"),JSON.stringify(n)!==JSON.stringify(o)&&w.set({phase:"signed",user:o,reason:null}),Ie}function As(t){Ko=t}function rt(t){if(Ie=null,w.value.phase==="anonymous")return;let e=t==="signed_out"||t==="token_invalid"?Ko??t:t;e!=="user_changed"&&oe(Yo,""),w.set({phase:"anonymous",user:null,reason:e})}async function ka(){let t={headers:{"X-Requested-With":"lab"},keepalive:!0};try{return Ts((await W("POST",`${Wo}/refresh`,t)).data)}catch(e){throw!(e instanceof S)||e.status!==401?e:(rt("signed_out"),{code:"signed_out"})}}async function Q({force:t=!1}={}){if(st&&await st.catch(()=>{}),!t&&Ie&&Date.now()<Ie.until)return Ie;if(w.value.phase==="anonymous")throw{code:"signed_out"};return zo??=Go(ka).finally(()=>{zo=null}),zo}async function Cs(){for(;w.value.phase==="starting"||w.value.phase==="unreachable";)try{await Q()}catch(t){if(!(t instanceof S))return;w.set({...w.value,phase:"unreachable"}),await new Promise(e=>{setTimeout(e,$a),addEventListener("online",e,{once:!0})})}}function it(t,e,o){return Go(async()=>{let{data:n}=await W("POST",Wo+t,o?{body:e,token:o}:{body:e});Ts(n)})}var Ps=t=>it("",t),Ht=t=>it("/second-factor",t),Os=t=>it("/new-password",t),Ns=t=>it("/register",t);async function Is(t){let{accessToken:e}=await Q();await it("/password",t,e)}async function Rs(t,e,o){let{accessToken:n}=await Q();st=Go(()=>W(t,e,{token:n})).then(()=>rt(o));try{await st}finally{st=null}}var Ds=()=>Rs("DELETE",Wo,"left"),qs=()=>Rs("POST","/api/auth/logout-everywhere","everywhere");async function Ls(){let{accessToken:t}=await Q(),{data:e}=await W("GET","/api/auth/me",{token:t});at(e)}function at(t){w.value.phase==="signed"&&w.set({...w.value,user:t})}var ge=new j({status:"reconnecting",since:Date.now()}),Jo=new Map,_e=null;function q(t,e){let o=Jo.get(t)??new Set;return Jo.set(t,o),o.add(e),()=>o.delete(e)}function ct(t,e){for(let o of[...Jo.get(t)??[]])o(e)}async function Re(t,...e){if(!_e)throw Object.assign(new Error("closed"),{code:"closed"});return _e.emit(t,...e)}function De(){return ge.value.status==="live"}var Vt=({reason:t})=>t==="second_factor_setup_required";function xa(t){let{status:e}=t,o=ge.value.status;ge.set(t),e==="live"?ct("live"):o==="live"&&ct("lost")}function Sa(){_e||w.value.phase!=="signed"||(_e=cs({getToken:Q,onEvent:ct,onMessage:ct,onStatus:xa,onResync:()=>ct("resync"),onSignedOut:rt}))}function Ms(){let t=w.value.phase==="signed";t&&!_e?setTimeout(Sa):!t&&_e&&(_e.close(),_e=null,ge.set({status:"reconnecting",since:Date.now()}))}function Fs(){w.subscribe(Ms),Ms()}var Xo=2e4,Ea=1500;async function Ta(t){return crypto.subtle?[...new Uint8Array(await crypto.subtle.digest("SHA-256",t))].map(o=>o.toString(16).padStart(2,"0")).join(""):null}function Aa(t){let e=new Uint8Array(t.reduce((n,s)=>n+s.length,0)),o=0;for(let n of t)e.set(n,o),o+=n.length;return e}var Zo=class{#t=null;#o=[];#e=0;#s=!1;#n;#r=[];#i=()=>{};#a=()=>{};#l;constructor(e,o){this.id=e,this.progress=o,this.#l=new Promise((n,s)=>{this.#i=n,this.#a=s})}async run(){let e=({resultId:o})=>o===this.id;this.#r=[q("result:file",o=>e(o)&&this.#m(o)),q("result:chunk",o=>e(o)&&this.#h(o)),q("result:file:end",o=>{e(o)&&this.#f()}),q("live",()=>{this.#u()}),q("lost",()=>this.#d()),w.subscribe(()=>w.value.phase==="anonymous"&&this.#a(new S(401,{detail:i("signed_out")})))],this.#u();try{return await this.#l}finally{clearTimeout(this.#n);for(let o of this.#r)o()}}#d(){this.progress({received:this.#e,size:this.#t?.size??0,waiting:!De()})}#p(){this.#t=null,this.#o=[],this.#e=0,this.#u()}#c(e){clearTimeout(this.#n),this.#n=setTimeout(()=>{this.#u()},e)}async#u(){this.#c(Xo),this.#d();let e=this.#t?{fromIndex:this.#o.length,sha256:this.#t.sha256}:{};try{await Re("result:download",{resultId:this.id,...e})}catch(o){let{code:n,message:s,retryAfterMs:r}=o;n==="conflict"?this.#p():n==="rate_limited"?this.#c(r??Ea):["timeout","disconnected","closed"].includes(n)||this.#a(new S(0,{code:n,detail:s}))}}#m(e){this.#t=e,this.#c(Xo),this.#d()}#h({index:e,data:o}){if(e===this.#o.length){let n=o instanceof Uint8Array?o:new Uint8Array(o);this.#o.push(n),this.#e+=n.length}this.#c(Xo),Re("result:chunk:ack",{resultId:this.id,index:e}).catch(()=>{}),this.#d()}async#f(){let e=this.#t;if(!e)return;clearTimeout(this.#n);let o=Aa(this.#o),n=await Ta(o);o.length===e.size&&(n===null||n===e.sha256)?this.#i({content:o,name:e.fileName,isVerified:n!==null}):this.#s?this.#a(new S(0,{code:"corrupted",detail:i("file_corrupted")})):(this.#s=!0,this.#p())}},Bs=(t,e)=>new Zo(t,e).run();var se=new j({}),js=Promise.resolve();function lt(t,e){let o=se.value[t]??{phase:"queued",received:0,size:0,waiting:!1};se.set({...se.value,[t]:{...o,...e}})}async function Ca(t){if(se.value[t]){lt(t,{phase:"fetching"});try{let{content:e,name:o,isVerified:n}=await Bs(t,r=>lt(t,r)),s=URL.createObjectURL(new Blob([e],{type:"application/pdf"}));lt(t,{phase:"ready",url:s,name:o,isVerified:n})}catch(e){let o=F(e);w.value.phase==="signed"&&lt(t,{phase:"failed",problem:o})}}}function Us(t){let e=se.value[t]?.phase;e==="queued"||e==="fetching"||e==="ready"||(lt(t,{phase:"queued",received:0,size:0,waiting:!1}),js=js.then(()=>Ca(t)))}function Hs(){w.subscribe(()=>{if(w.value.phase==="anonymous"){for(let{url:t}of Object.values(se.value))t&&URL.revokeObjectURL(t);se.set({})}})}var Pa=4,Oa=8e3,Na=15e3,Ia=0,qe=new j([]),Qo=new Map;function Ra(t,e){Qo.set(t,{lifetime:e,timer:setTimeout(()=>zt(t),e)})}function zt(t){clearTimeout(Qo.get(t)?.timer),Qo.delete(t),qe.set(qe.value.filter(e=>e.id!==t))}function Da(t){let e=t.slice(0,-1).filter(n=>n.kind!=="error"),o=new Set(e.slice(0,Math.max(0,t.length-Pa)));return t.filter(n=>!o.has(n))}function O(t,e="success",{title:o="",href:n="",action:s=null}={}){let r=++Ia;qe.set(Da([...qe.value,{id:r,kind:e,text:t,title:o,href:n,action:s}])),e!=="error"&&Ra(r,e==="success"&&!n?Oa:Na)}var qa={es:"es-PE",en:"en-US"},Wt=()=>qa[U.value],Le=(t,e)=>us(Wt(),t,e),Se=(t,e)=>Le(fe(t),e);function Vs(t){let{key:e,n:o}=ps(t);return i(e,{n:o})}function Yt(t,e,o){let s={hourCycle:"h23",...e,...o===void 0?{}:{timeZone:o}};return ce(Intl.DateTimeFormat,Wt(),s).format(new Date(t))}var zs={hour:"2-digit",minute:"2-digit"},Kt=(t,e)=>Yt(t,{weekday:"short",day:"numeric",month:"short",...zs},e),Ws=(t,e)=>Yt(t,{weekday:"long",day:"numeric",month:"long"},e),Gt=(t,e)=>Yt(t,zs,e),G=t=>ds(Wt(),new Date(t)),Ys=t=>Yt(`${t}T12:00:00Z`,{weekday:"short",day:"numeric",month:"short"},"UTC");function ut(t){let[e,o]=t>=1e6?["megabyte",1e6]:["kilobyte",1e3],n={style:"unit",unit:e,maximumFractionDigits:1};return ce(Intl.NumberFormat,Wt(),n).format(t/Number(o))}var Me=t=>t.normalize("NFD").replace(/\p{Diacritic}/gu,"").toLowerCase();var La={exam:"exams",category:"categories",package:"packages",location:"locations"};function Ma(t,e){let[o,n]=[Me(t.name),Me(e.name)];return o===n?t.id-e.id:o<n?-1:1}function Fa(t,e){let o=t.findIndex(n=>n.id===e.id);if(t[o]?.name===e.name){let n=[...t];return n[o]=e,n}return[...t.filter(n=>n.id!==e.id),e].sort(Ma)}function Ks(t,e){let{type:o,entity:n,entityId:s,version:r}=e;if(n===void 0||r===void 0)return null;let a={...t,version:r};if(o==="price"&&n===null)return a;let l=n&&"examIds"in n?"packages":"exams",u=o==="price"?l:La[o],p=t[u];return{...a,[u]:n===null?p.filter(d=>d.id!==s):Fa(p,n)}}function Ba(t,e,o){let n=t.items.find(l=>l.id===e.id),s=[...t.items.filter(l=>l!==n),e].sort(o),r=t.items.length===t.total,a=n!==void 0&&o(n,e)===0;return!r&&!a&&s.at(-1)===e&&s.pop(),{...t,items:s,total:t.total+(n?0:1)}}var ja=(t,e)=>e.scheduledAt.localeCompare(t.scheduledAt)||e.id-t.id;function en(t,{appointment:e}){return e?Ba(t,e,ja):null}function Gs(t,{result:e}){if(!e)return null;let o=t.items.find(s=>s.id===e.id);if(o?.releasedAt)return{...t,items:t.items.map(s=>s===o?e:s)};if(e.status!=="ready")return null;let n=t.items.filter(s=>s!==o);return{...t,items:[e,...n],total:t.total+(o?0:1)}}function Js(t,e,o){if(e!=="system:message")return null;let{eventId:n,...s}=o;return{...t,items:[{eventId:n,event:e,payload:s,read:!1},...t.items],total:t.total+1,unread:t.unread+1}}async function T(t,e,{body:o,version:n}={}){let s=n?{"If-Match":n}:{},r=async a=>{let{accessToken:l}=await Q({force:a}).catch(u=>{throw u instanceof S?u:new S(401,{code:"signed_out",detail:i("signed_out")})});return W(t,e,{body:o,headers:s,token:l})};try{return await r(!1)}catch(a){if(!(a instanceof S)||a.status!==401||a.code==="signed_out")throw a;return r(!0)}}var dt=class{data=null;#t;#o=null;#e=0;#s=!1;#n=null;constructor(e){this.#t=e}begin(){this.#n=[]}finish(e,o){let n=this.#n??[];this.#n=null,this.data=e,this.#s=!1;let[s,r]=(o??"").split(":");return this.#o=s||null,this.#e=Number(r??0),n.length>1e3||this.#o===null&&n.length>0?!1:n.every(([a,l])=>this.#r(a,l))}fail(){this.#n=null}receive(e,o){return this.#n&&this.#n.length<=1e3&&this.#n.push([e,o]),this.data===null?!0:this.#r(e,o)||this.#n!==null}isStale({epoch:e,lastEventId:o,recovered:n}){return this.data===null||this.#s||this.#o!==e?!0:!n&&this.#e<o}#r(e,o){if(this.data===null||o.eventId<=this.#e)return!0;let n=this.#t(this.data,e,o);return n===null?(this.#s=!0,!1):(this.data=n,this.#e=o.eventId,!0)}};function M(t){let[,e]=g(()=>({value:t.value}));return y(()=>{let o=()=>e(n=>Object.is(n.value,t.value)?n:{value:t.value});return o(),t.subscribe(o)},[t]),t.value}var ye=class extends j{#t=0;#o=!1;#e=null;#s;#n;#r=null;#i=null;users=0;constructor(e,{personal:o=!0,apply:n}={}){super({data:null,problem:null,loading:!1}),this.#s=e,this.#n=n,n&&(this.#r=new dt(n));let s=()=>n?this.refresh():void(this.users&&this.load()),r=()=>{(!n||this.value.problem||this.#e===null&&this.#a())&&s()};q("live",r),q("resync",s),q("connected",a=>{n&&(this.#i=a,De()&&r())}),o&&w.subscribe(()=>w.value.phase==="anonymous"&&this.clear())}receive(e,o){this.value.data===null&&this.#e===null||!this.#r?.receive(e,o)?this.refresh():this.value.data!==null&&this.set({...this.value,data:this.#r.data})}#a(){let e=this.#i;return this.#i=null,e!==null&&this.#r!==null&&this.#r.isStale(e)}load(){return this.#e?this.#o=!0:this.#e=this.#l(),this.#e}refresh(){(this.users||this.value.data!==null)&&this.load()}clear(){this.#t+=1,this.#e=null,this.#n&&(this.#r=new dt(this.#n)),this.set({data:null,problem:null,loading:!1})}update(e){if(this.value.data===null)return;let o=e(this.value.data);this.#r&&(this.#r.data=o),this.set({...this.value,data:o})}async#l(){let e=this.#t;this.set({...this.value,loading:!0});do{this.#o=!1;let o=await this.#d(e);if(e!==this.#t)return;this.set({...this.value,loading:this.#o,...o})}while(this.#o);this.#e=null}async#d(e){let o=this.#r;o?.begin();try{let{data:n,position:s}=await this.#s();if(!o)return{data:n,problem:null};let r=o.finish(n,s);return e===this.#t&&(!r||this.#a())&&(this.#o=!0),{data:o.data,problem:null}}catch(n){if(o?.fail(),n instanceof S)return{problem:n};throw n}}};function B(t){return y(()=>(t.users+=1,t.load(),()=>{t.users-=1}),[t]),M(t)}var Xs=50,H=new ye(()=>W("GET","/api/catalog"),{personal:!1,apply:(t,e,o)=>Ks(t,o)}),Fe=class extends ye{constructor(e,o){let n={pages:1};super(async()=>{let s={items:[],total:0,page:1,perPage:Xs},r=null;for(let a=1;a<=n.pages;a+=1){let{data:l,position:u}=await T("GET",`${e}?page=${a}&perPage=${Xs}`);if(r??=u,s={...l,items:[...s.items,...l.items]},s.items.length>=s.total)break}return{data:s,position:r}},o&&{apply:o}),this.shown=n}more(){this.shown.pages+=1,this.load()}clear(){this.shown.pages=1,super.clear()}},Y=new Fe("/api/appointments",(t,e,o)=>en(t,o)),be=new Fe("/api/results",(t,e,o)=>Gs(t,o)),ee=new Fe("/api/auth/me/inbox",Js),Jt=new Fe("/api/auth/me/access-log"),Be=new ye(()=>T("GET","/api/auth/sessions")),Ee=new ye(()=>T("GET","/api/auth/me/erasure-request")),Te=new ye(()=>T("GET","/api/auth/me/second-factors"));function Xt(t){Y.update(e=>en(e,{appointment:t})??e)}function je(t){return H.value.data?.locations.find(e=>e.id===t)?.name}function Ue(t){return H.value.data?.locations.find(e=>e.id===t)?.timezone}function Ua({action:t,appointment:e,appointmentId:o}){let n=e?.status==="completed"?"completed":t,s=n,r=n==="cancelled"?"warning":n==="confirmed"?"success":"info",a=e?[Kt(e.scheduledAt,Ue(e.locationId)),je(e.locationId)??i("place_number",{id:e.locationId})]:[`n.º ${o}`];return{text:`${i(`appointment_${s}`)}: ${a.join(" · ")}`,href:"/citas",kind:r}}function Ha({status:t,examName:e}){return{text:i(`result_is_${t}`,{exam:e}),href:"/resultados",kind:t==="ready"?"success":"info"}}var Va={"second_factor created":"account_second_factor_created","second_factor removed":"account_second_factor_removed","second_factor reset":"account_second_factor_reset","second_factor refused":"account_second_factor_refused","recovery_codes updated":"account_recovery_codes","recovery_codes used":"account_recovery_codes_used"};function za(t,e,{name:o="",recoveryCodes:n=0}){let s=`${t} ${e}`;return{text:i(Va[s]??"account_second_factor",{name:o,n}),href:"/cuenta",kind:e==="refused"||e==="used"?"warning":"info"}}var Zs={confirmed:"success",declined:"warning"};function Wa({type:t,action:e,changes:o}){if(t==="document"){let s=e;return{text:i(`document_was_${s}`),href:"/cuenta",kind:Zs[s]??"info"}}if(t==="erasure"){let s=e;return{text:i(`erasure_was_${s}`,{reason:o?.reason??""}),href:"/cuenta",kind:Zs[s]??"info"}}if(t==="second_factor"||t==="recovery_codes")return za(t,e,o??{});if(t==="data"){let s=o?.by==="self"?"self":"laboratory";return{text:i(`account_data_exported_${s}`),href:"/cuenta",kind:"info"}}return t==="profile"&&e==="created"?{text:i("welcome"),href:"/cuenta",kind:"success"}:{text:i(`account_${t}`),href:"/cuenta",kind:"info"}}var Ya={"appointment:update":Ua,"result:update":Ha,"user:update":Wa,"system:message":({message:t,type:e})=>({text:t,href:"",kind:e})},Qs=t=>i(`event_${t.replace(":","_")}`);function Zt(t,e){return{...(Ya[t]??(()=>({text:Qs(t),href:"",kind:"info"})))(e),discreet:t==="system:message"?e.message:Qs(t)}}var tn=()=>({path:location.pathname.replace(/(.)\/+$/,"$1"),query:new URLSearchParams(location.search)}),Qt=new j(tn());function le(t,{replace:e=!1}={}){history[e?"replaceState":"pushState"](null,"",t),Qt.set(tn()),scrollTo(0,0)}function Ka(t,e){let o=t.target instanceof Element?t.target.closest("a[href]"):null;!(o instanceof HTMLAnchorElement)||t.defaultPrevented||t.button!==0||t.metaKey||t.ctrlKey||t.shiftKey||t.altKey||o.target||o.download||!(o.origin===location.origin&&e.includes(o.pathname))||o.getAttribute("href")?.startsWith("#")||(t.preventDefault(),le(o.pathname+o.search))}function er(t){document.addEventListener("click",e=>Ka(e,t)),addEventListener("popstate",()=>Qt.set(tn()))}var on="lab_notices",nn="Notification"in globalThis,He=j.lazy(()=>nn&&he(on)==="1"&&Notification.permission==="granted");async function tr(){let t=await Notification.requestPermission()==="granted";return oe(on,t?"1":""),He.set(t),t}function or(){oe(on,""),He.set(!1)}async function nr(t,e,o){if(!document.hidden||!He.value||Notification.permission!=="granted")return;let n={body:t,tag:o,icon:"/static/img/icon-192.png",data:{href:e}},s=await navigator.serviceWorker?.getRegistration();if(s){await s.showNotification(i("lab"),n);return}let r=new Notification(i("lab"),n);r.onclick=()=>{window.focus(),le(e)}}var sr=new Set,sn=new Set;async function eo(t,e){let o=t.then(s=>{sr.add(e(s))},()=>{});sn.add(o),o.then(()=>sn.delete(o));let n=await t;return await o,n}async function rr(t){return await Promise.all([...sn]),sr.delete(t)}var Ve=(t,{id:e,locationId:o,scheduledAt:n})=>[t,e,o,n].join();var ir=200,te=new j({}),Ae=new Set,to=new Set;async function ar(){let t=w.value.user?.id,e=[...Ae].slice(0,ir);for(let n of e)Ae.delete(n),to.add(n);let o=Object.fromEntries(e.map(n=>[n,null]));try{let{data:n}=await T("GET",`/api/patients?ids=${e.join()}&perPage=${ir}`);o={...o,...Object.fromEntries(n.items.map(s=>[s.id,s.name]))}}catch(n){F(n)}if(w.value.user?.id===t){for(let n of e)to.delete(n);te.set({...te.value,...o}),Ae.size>0&&await ar()}}function oo(t){te.value[t]||Ae.has(t)||to.has(t)||(Ae.add(t),Ae.size===1&&queueMicrotask(()=>{ar()}))}function cr(t){te.set(Object.fromEntries(Object.entries(te.value).filter(([e])=>Number(e)!==t)))}function lr(t){return new Promise(e=>{let o=()=>{let s=te.value[t];s!==void 0&&(n(),e(s))},n=te.subscribe(o);oo(t),o()})}w.subscribe(()=>{w.value.phase==="anonymous"&&(Ae.clear(),to.clear(),te.set({}))});q("live",()=>{for(let[t,e]of Object.entries(te.value))e===null&&oo(Number(t))});async function Ja({patientId:t}){if(w.value.user?.role!=="Medico"||t===void 0)return"";let e=await lr(t);return` · ${e===null?i("patient_number",{id:t}):i("patient_named",{name:e})}`}async function ze(t,e){let o=await Ja(e),{text:n,kind:s,href:r,discreet:a}=Zt(t,e);O(n+o,s,{href:r}),nr(a,r||"/avisos",`${t} ${e.eventId}`)}async function Xa(t){let{appointment:e}=t;if(Y.receive("appointment:update",t),(w.value.user?.role==="Medico"||!e)&&be.refresh(),!e)return cr(t.patientId);await rr(Ve(t.action,e))||ze("appointment:update",t)}function Za(t){let{type:e,action:o}=t;(o==="deactivated"||o==="erased")&&As(o),e==="erasure"&&Ee.refresh(),e==="erasure"&&o==="declined"&&ze("user:update",t),e==="session"&&Be.refresh(),(e==="second_factor"||e==="recovery_codes")&&Te.refresh(),(o==="refused"||o==="used")&&ze("user:update",t),(e==="profile"||e==="document")&&Ls().catch(()=>{}),e==="document"&&(o==="confirmed"||o==="declined")&&ze("user:update",t)}function ur(){q("catalog:update",t=>H.receive("catalog:update",t)),q("appointment:update",Xa),q("result:update",t=>{be.receive("result:update",t),t.status==="ready"&&ze("result:update",t)}),q("user:update",Za),q("system:message",t=>{ze("system:message",t)});for(let t of["appointment:update","result:update","user:update","system:message"])q(t,e=>ee.receive(t,e));document.addEventListener("visibilitychange",()=>document.hidden||De()||H.refresh()),q("live",()=>{w.value.user?.role==="Medico"&&(Y.refresh(),be.refresh())}),q("live",()=>ee.value.data===null&&void ee.load())}var Qa="/api/auth/me/export",pr={phase:"idle",received:0},ue=new j(pr),We=null;async function dr(t,e){let o={Authorization:`Bearer ${t}`,"Accept-Language":U.value},n=await fetch(Qa,{headers:o,signal:e});if(!n.ok)throw await Ss(n);return n}async function ec(t){let{accessToken:e}=await Q();try{return await dr(e,t)}catch(o){if(!(o instanceof S)||o.status!==401)throw o;return dr((await Q({force:!0})).accessToken,t)}}async function tc(t){let e=t.body.getReader(),o=[],n=0;for(let s=await e.read();!s.done;s=await e.read())o.push(s.value),n+=s.value.length,ue.set({phase:"fetching",received:n});return new Blob(o,{type:"application/zip"})}async function hr(){if(We)return;mr();let t=new AbortController;We=t,ue.set({phase:"fetching",received:0});try{let e=await ec(t.signal),o=e.headers.get("Content-Disposition")?.match(/filename=([\w.-]+)/)?.[1]??"datos.zip",n=await tc(e);ue.set({phase:"ready",received:n.size,url:URL.createObjectURL(n),name:o})}catch(e){if(t.signal.aborted||w.value.phase!=="signed")return;let o=e instanceof S?e:new S(0,{detail:i("own_data_lost")});ue.set({phase:"failed",received:0,problem:o})}finally{We===t&&(We=null)}}function mr(){ue.value.url&&URL.revokeObjectURL(ue.value.url),ue.set(pr)}function fr(){w.subscribe(()=>{w.value.phase==="anonymous"&&(We?.abort(),We=null,mr())})}var oc="li, fieldset, section, form, dialog",_r=t=>t.isConnected&&!t.matches(":disabled");function nc(t){let e=[];for(let o=t.parentElement;o;o=o.parentElement)e.push(o);return e}function sc({ancestors:t}){for(let e of t){let o=e.isConnected?e:e.id&&document.getElementById(e.id);if(o&&o.matches(oc))return o}return document.querySelector("main h1")}function gr(t){let e=null;t.addEventListener("focusin",({target:n})=>{n instanceof HTMLElement&&(e={element:n,ancestors:nc(n)})}),t.addEventListener("focusout",({relatedTarget:n})=>{n||queueMicrotask(()=>{e&&_r(e.element)&&document.activeElement===document.body&&(e=null)})}),new MutationObserver(()=>{if(!e||_r(e.element))return;let n=e;e=null;let{activeElement:s}=document;if(s&&s!==document.body&&s!==n.element)return;let r=sc(n);r instanceof HTMLElement&&(r.hasAttribute("tabindex")||(r.tabIndex=-1,r.addEventListener("blur",()=>r.removeAttribute("tabindex"),{once:!0})),r.focus())}).observe(t,{childList:!0,subtree:!0,attributeFilter:["disabled"]})}function yr(){let{serviceWorker:t}=navigator;if(!t)return;t.addEventListener("message",({data:o})=>{typeof o?.href=="string"&&o.href.startsWith("/")&&le(o.href)});let e=()=>{t.register("/sw.js").catch(()=>{})};document.readyState==="complete"?e():addEventListener("load",e,{once:!0})}var rc=.45;function rn(){let t=document.documentElement,e=n=>Number.parseFloat(t.style.getPropertyValue(n))||0,o=e("--header")+e("--nav")+e("--sum");t.toggleAttribute("data-tight",o>innerHeight*rc)}addEventListener("resize",rn);function ve(t){let e=I(null);return y(()=>{let o=e.current;if(!o)return;let{style:n}=document.documentElement,s=new ResizeObserver(()=>{n.setProperty(t,`${o.offsetHeight}px`),rn()});return s.observe(o,{box:"border-box"}),()=>{s.disconnect(),n.removeProperty(t),rn()}},[]),e}var ic=document.querySelector("meta[name=icons]")?.getAttribute("content")??"",no={info:"info-circle",success:"circle-check",warning:"alert-triangle",error:"alert-circle"};function P({name:t}){return c`<svg class="icon" aria-hidden="true"><use href=${`${ic}#${t}`} /></svg>`}var ac=(t,e)=>e===t.path||e.startsWith(`${t.path}/`);function cc({count:t}){return c`<span class="count">
    <span aria-hidden="true">${t}</span><span class="unseen">${i("unread_count",{n:t})}</span>
  </span>`}function br({entries:t,path:e}){let o=ve("--nav");return c`<nav class="nav" aria-label=${i("sections")} ref=${o}>
    <ul>
      ${t.map(n=>c`<li key=${n.path}>
          <a href=${n.path} aria-current=${ac(n,e)?"page":void 0}>
            <${P} name=${n.icon} />
            <span>${i(n.text)}</span>
            ${n.count?c`<${cc} count=${n.count} />`:null}
          </a>
        </li>`)}
    </ul>
  </nav>`}var vr=5;function lc(t){let[e,o]=g(()=>Date.now());return y(()=>{o(Date.now());let n=setInterval(()=>o(Date.now()),vr*1e3);return()=>clearInterval(n)},[t]),(e-t)/1e3}function wr(){let t=M(ge),{status:e,since:o}=t,{phase:n}=M(w),s=lc(o);if(n==="anonymous")return null;let a=n==="unreachable"&&navigator.onLine===!1?"offline":Vt(t)?"incomplete":e;return c`<div class="connection" id="connection" data-status=${a}>
    <span class="dot" aria-hidden="true"></span>
    <span role="status">${i(`status_${a}`)}</span>
    ${a!=="live"&&s>=vr&&c`<span class="wide">· ${Vs(s)}</span>`}
  </div>`}function we(){return c`<p class="state" role="status"><span class="spinner" aria-hidden="true"></span> ${i("loading")}</p>`}function K({text:t,children:e}){return c`<div class="state"><p>${t}</p>${e}</div>`}function re({onClick:t}){return c`<button type="button" class="button" onClick=${t}>${i("more")}</button>`}function pt({problem:t,again:e}){return y(()=>U.subscribe(e),[e]),c`<div class="state" role="alert">
    <p><${P} name="alert-triangle" /> ${t.message}</p>
    <button type="button" class="button" onClick=${e}>${i("again")}</button>
  </div>`}function z({resource:t,state:e,children:o}){let n=()=>{t.load()};return e.data===null?e.problem?c`<${pt} problem=${e.problem} again=${n} />`:c`<${we} />`:c`
    ${e.problem&&c`<p class="note note-warning" role="status">
        ${i("stale_data")} <button type="button" class="link" onClick=${n}>${i("again")}</button>
      </p>`}
    ${o(e.data)}
  `}function $r(){let t=M(qe),e=ve("--toasts"),o=i("notices_now");return c`<div class="toasts" id="toasts" ref=${e} role="region" aria-label=${o} aria-live="polite">
    ${t.map(n=>c`<div class="toast" key=${n.id} data-kind=${n.kind}>
        <${P} name=${no[n.kind]} />
        <p>
          ${n.text}
          ${n.href&&c` <a href=${n.href} onClick=${()=>zt(n.id)}>${i("see")}</a>`}
        </p>
        <button type="button" class="close" aria-label=${i("close")} onClick=${()=>zt(n.id)}>
          <${P} name="x" />
        </button>
      </div>`)}
  </div>`}function an(){let t=I(null);return y(()=>{let e=t.current;return e?.showModal(),()=>e?.close()},[]),t}function ie({title:t,onClose:e,children:o,id:n="dialog"}){let s=an(),r=a=>{a.preventDefault(),e?.()};return c`<dialog ref=${s} class="dialog" id=${n} aria-labelledby=${`${n}-title`} onCancel=${r}>
    <h2 id=${`${n}-title`}>${t}</h2>
    ${o}
  </dialog>`}function $e({text:t,yes:e,onYes:o,onNo:n}){let s=an();return c`<dialog ref=${s} class="dialog" aria-labelledby="confirm-text" onCancel=${n} onClose=${n}>
    <p id="confirm-text">${t}</p>
    <div class="row">
      <button type="button" class="button" onClick=${n}>${i("no")}</button>
      <button type="button" class="button button-danger" onClick=${o}>${e}</button>
    </div>
  </dialog>`}function uc({at:t,examName:e,readerName:o,readerRole:n,part:s},r){let a=i(`viewed_${s}`,{exam:e});return c`<li key=${r}>
    <div>
      <p><strong>${o}</strong> · ${i(`role_${n}`)}</p>
      <p class="quiet">${a} · <time datetime=${t}>${G(t)}</time></p>
    </div>
  </li>`}function dc({page:{items:t,total:e}}){return t.length===0?c`<${K} text=${i("no_accesses")} />`:c`
    <ul class="lines">${t.map(uc)}</ul>
    ${t.length<e&&c`<${re} onClick=${()=>Jt.more()} />`}
  `}function kr(){let t=B(Jt);return c`<section class="card" aria-labelledby="accesses">
    <h2 id="accesses">${i("accesses")}</h2>
    <${z} resource=${Jt} state=${t}>
      ${e=>c`<${dc} page=${e} />`}
    <//>
  </section>`}function pc({received:t}){return c`<div class="field">
    <p id="own-data-progress" role="status">${i("own_data_fetching",{size:ut(t)})}</p>
    <progress aria-labelledby="own-data-progress"></progress>
  </div>`}function xr(){let{phase:t,received:e,url:o,name:n,problem:s}=M(ue);return c`<section class="card" aria-labelledby="own-data">
    <h2 id="own-data">${i("own_data")}</h2>
    <p class="quiet">${i("own_data_hint")}</p>
    ${t==="failed"&&c`<p class="note note-error" role="alert">${s?.message}</p>`}
    ${t==="fetching"&&c`<${pc} received=${e} />`}
    ${t==="ready"&&c`<p class="saving" role="status">
          <${P} name="circle-check" /> ${i("own_data_ready",{size:ut(e)})}
        </p>
        <div class="row">
          <a class="button button-primary" href=${o} download=${n}><${P} name="download" /> ${i("save")}</a>
        </div>`}
    ${(t==="idle"||t==="failed")&&c`<div class="row">
        <button type="button" class="button" onClick=${()=>{hr()}}>
          <${P} name="download" /> ${i("own_data_fetch")}
        </button>
      </div>`}
  </section>`}function R(t){let[e,o]=g(!1),[n,s]=g(null);return y(()=>U.subscribe(()=>s(null)),[]),{busy:e,problem:n,clearProblem:()=>s(null),submit:async r=>{r.preventDefault();let a=r.currentTarget;if(e)return;let l=Object.fromEntries([...new FormData(a)].map(([u,p])=>[u,String(p)]));o(!0),s(null);try{await t(l,a)}catch(u){s(F(u)),requestAnimationFrame(()=>a.querySelector("[aria-invalid=true]")?.focus())}finally{o(!1)}}}}function N({problem:t,isWhole:e=!1}){let o=e?t?.summary:t?.message;return c`<div role="alert">
    ${t&&c`<p class="note note-error"><${P} name="alert-circle" /> ${o}</p>`}
  </div>`}function C({label:t,name:e,id:o=e,hint:n,problem:s,...r}){let a=s?.errors[e],l=[n&&`${o}-hint`,a&&`${o}-fault`].filter(Boolean).join(" ")||void 0;return c`<div class="field">
    <label for=${o}>${t}</label>
    <input
      class="input"
      id=${o}
      name=${e}
      aria-describedby=${l}
      aria-invalid=${a?"true":void 0}
      ...${r}
    />
    ${n&&c`<p class="hint" id=${`${o}-hint`}>${n}</p>`}
    ${a&&c`<p class="fault" id=${`${o}-fault`}>${a.join(" ")}</p>`}
  </div>`}function D({busy:t,children:e,kind:o="button-primary",disabled:n=!1}){let s=t?"true":void 0;return c`<button type="submit" class=${`button ${o}`} disabled=${n} aria-disabled=${s}>
    ${t?i("working"):e}
  </button>`}async function Sr(t){let{data:e}=await T("PATCH","/api/auth/me",{body:{documentNumber:t}});return at(e),e}async function hc(){try{await Sr(null),O(i("document_withdrawn"))}catch(t){O(F(t).message,"error")}}function mc({number:t}){let[e,o]=g(!1);return c`<div id="proposal">
      <p class="row">
        <strong class="prose">${t}</strong>
        <span class="badge" data-tone="warn">${i("document_waiting")}</span>
      </p>
      <button type="button" class="button" onClick=${()=>o(!0)}>${i("document_withdraw")}</button>
    </div>
    ${e&&c`<${$e}
      text=${i("document_withdraw_sure",{number:t})}
      yes=${i("document_withdraw")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),hc()}}
    />`}`}function Er({user:t}){let{documentNumber:e,proposedDocumentNumber:o}=t,[n,s]=g(!1);y(()=>q("user:update",({type:u,action:p})=>{u==="document"&&s(p==="declined")}),[]);let{busy:r,problem:a,submit:l}=R(async(u,p)=>{let d=await Sr(u.documentNumber||null);p.reset(),O(i(d.proposedDocumentNumber?"document_sent":"document_confirmed_already"))});return c`<section class="card" aria-labelledby="document-title">
    <h2 id="document-title">${i("document")}</h2>
    ${e?c`<p class="row" id="confirmed-document">
            <strong class="prose">${e}</strong>
            <span class="badge" data-tone="good">${i("document_confirmed")}</span>
          </p>`:c`<p class="quiet">${i("document_none")}</p>`}
    ${o&&c`<${mc} number=${o} />`}
    ${n&&!o&&c`<p class="note note-warning">${i("document_declined")}</p>`}
    <form class="fields" noValidate onSubmit=${l}>
      <${N} problem=${a} />
      <${C}
        label=${i(o?"document_other":e?"document_new":"document_number")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        required
        hint=${i("document_hint")}
        problem=${a}
      />
      <${D} busy=${r}>${i("document_send")}<//>
    </form>
  </section>`}function so({text:t,email:e,send:o,onClose:n}){let{busy:s,problem:r,submit:a}=R(({currentPassword:u=""})=>o(u)),l=r&&"currentPassword"in r.errors;return c`<${ie} title=${i("confirm_password")} onClose=${n}>
    <form class="fields" noValidate onSubmit=${a}>
      ${t&&c`<p>${t}</p>`}
      <${N} problem=${l?null:r} />
      <input type="email" autocomplete="username" defaultValue=${e} hidden />
      <${C}
        id="confirmed-password"
        label=${i("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        autofocus
        problem=${r}
      />
      <div class="row">
        <button type="button" class="button" onClick=${n}>${i("cancel")}</button>
        <${D} busy=${s}>${i("continue")}<//>
      </div>
    </form>
  <//>`}var Tr="/api/auth/me/erasure-request";async function fc(){try{await T("DELETE",Tr),O(i("erasure_withdrawn"))}catch(t){O(F(t).message,"error")}Ee.load()}function _c({createdAt:t}){let[e,o]=g(!1);return c`<p class="row">
      ${t&&c`<strong>${i("erasure_since",{when:G(t)})}</strong>`}
      <span class="badge" data-tone="warn">${i("erasure_pending")}</span>
    </p>
    <div class="row">
      <button type="button" class="button" onClick=${()=>o(!0)}>${i("erasure_withdraw")}</button>
    </div>
    ${e&&c`<${$e}
      text=${i("erasure_withdraw_sure")}
      yes=${i("erasure_withdraw")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),fc()}}
    />`}`}function gc({reason:t,email:e}){let[o,n]=g(!1),s=async r=>{await T("POST",Tr,{body:{currentPassword:r}}),n(!1),O(i("erasure_sent")),Ee.load()};return c`
    ${t&&c`<p class="note note-warning prose">${i("erasure_declined",{reason:t})}</p>`}
    <div class="row">
      <button type="button" class="button button-danger" onClick=${()=>n(!0)}>${i("erasure_ask")}</button>
    </div>
    ${o&&c`<${so}
      text=${i("erasure_final")}
      email=${e}
      send=${s}
      onClose=${()=>n(!1)}
    />`}
  `}function Ar({user:t}){let e=B(Ee);return c`<section class="card" aria-labelledby="erasure">
    <h2 id="erasure">${i("erasure")}</h2>
    <p class="quiet">${i("erasure_goes")}</p>
    <p class="quiet">${i("erasure_stays")}</p>
    <p class="quiet">${i("erasure_final")}</p>
    <${z} resource=${Ee} state=${e}>
      ${({status:o,createdAt:n,reason:s})=>o==="pending"?c`<${_c} createdAt=${n} />`:c`<${gc} reason=${s} email=${t.email} />`}
    <//>
  </section>`}var io=()=>"PublicKeyCredential"in globalThis&&isSecureContext;function ro(t){let e=atob(t.replace(/-/g,"+").replace(/_/g,"/"));return Uint8Array.from(e,o=>o.charCodeAt(0))}function ht(t){let e=String.fromCharCode(...new Uint8Array(t));return btoa(e).replace(/\+/g,"-").replace(/\//g,"_").replace(/=+$/,"")}var Cr=(t=[])=>t.map(e=>({...e,id:ro(e.id)}));function Pr(t,e){let{id:o,rawId:n,type:s}=t,r=ht(t.response.clientDataJSON);return{id:o,rawId:ht(n),type:s,response:{clientDataJSON:r,...e}}}async function Or(t){let e={...t,challenge:ro(t.challenge),user:{...t.user,id:ro(t.user.id)},excludeCredentials:Cr(t.excludeCredentials)},o=await navigator.credentials.create({publicKey:e}),n=o.response,s=ht(n.attestationObject);return Pr(o,{attestationObject:s,transports:n.getTransports?.()??[]})}async function Nr(t){let e={...t,challenge:ro(t.challenge),allowCredentials:Cr(t.allowCredentials)},o=await navigator.credentials.get({publicKey:e}),n=o.response;return Pr(o,{authenticatorData:ht(n.authenticatorData),signature:ht(n.signature)})}function Ir({enrolment:{secret:t,uri:e,qrCode:o,enrolment:n},onAdded:s,onClose:r}){let{busy:a,problem:l,submit:u}=R(async({name:d="",code:m=""})=>{let{data:f}=await T("POST","/api/auth/me/second-factors/totp/confirm",{body:{enrolment:n,name:d,code:m}});s(f)}),p=l&&("code"in l.errors||"name"in l.errors);return c`<${ie} id="authenticator" title=${i("add_authenticator")} onClose=${r}>
    <form class="fields" noValidate onSubmit=${u}>
      <ol class="plain">
        <li>${i("authenticator_install")}</li>
        <li>
          ${i("authenticator_scan")}
          <img class="qr" src=${o} width="245" height="245" alt=${i("authenticator_qr")} />
          <p><a href=${e}>${i("authenticator_open")}</a></p>
          <p>${i("authenticator_secret")} <code class="secret">${t.replace(/(.{4})(?=.)/g,"$1 ")}</code></p>
        </li>
        <li>${i("authenticator_code")}</li>
      </ol>
      <${N} problem=${p?null:l} isWhole />
      <${C}
        id="authenticator-code"
        label=${i("code_totp")}
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength="12"
        required
        autofocus
        problem=${l}
      />
      <${C}
        id="authenticator-name"
        label=${i("factor_name")}
        name="name"
        defaultValue=${i("my_phone")}
        hint=${i("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        problem=${l}
      />
      <div class="row">
        <button type="button" class="button" onClick=${r}>${i("cancel")}</button>
        <${D} busy=${a}>${i("activate")}<//>
      </div>
    </form>
  <//>`}var Rr=t=>t.catch(e=>{let o=e instanceof DOMException&&e.name==="InvalidStateError";throw new S(0,{code:"cancelled",detail:i(o?"passkey_known":"passkey_cancelled")})});async function Dr(t){let{data:e}=await W("POST","/api/session/passkey-options",{body:{challenge:t}});await Ht({challenge:t,passkey:await Rr(Nr(e.publicKey))})}async function qr(t,e){let o=await Rr(Or(t));return(await T("POST","/api/auth/me/second-factors/passkeys",{body:{name:e,credential:o}})).data}function Lr({options:t,onAdded:e,onClose:o}){let{busy:n,problem:s,submit:r}=R(async({name:a=""})=>e(await qr(t,a)));return c`<${ie} id="passkey" title=${i("add_passkey")} onClose=${o}>
    <form class="fields" noValidate onSubmit=${r}>
      <p>${i("passkey_what")}</p>
      <${N} problem=${s&&!s.errors.name?s:null} isWhole />
      <${C}
        id="passkey-name"
        label=${i("factor_name")}
        name="name"
        defaultValue=${i("my_device")}
        hint=${i("factor_name_hint")}
        autocomplete="off"
        maxlength="60"
        required
        autofocus
        problem=${s}
      />
      <div class="row">
        <button type="button" class="button" onClick=${o}>${i("cancel")}</button>
        <${D} busy=${n}>${i("create_passkey")}<//>
      </div>
    </form>
  <//>`}function Mr(t,e){let o=document.createElement("a");o.download=t,o.href=URL.createObjectURL(new Blob([`${e}
`],{type:"text/plain"})),o.click(),URL.revokeObjectURL(o.href)}function Fr({codes:t,account:e,onClose:o}){let n=I(null),[s,r]=g(""),a=[i("recovery_codes_of",{account:e}),...t].join(`
`),l=async()=>{try{await navigator.clipboard.writeText(a),r(i("codes_copied"))}catch{n.current&&getSelection()?.selectAllChildren(n.current),r(i("codes_not_copied"))}},u=()=>Mr(i("codes_file"),a);return c`<${ie} id="recovery-codes" title=${i("keep_codes")} onClose=${null}>
    <p>${i("keep_codes_text")}</p>
    <ol class="codes" ref=${n}>
      ${t.map(p=>c`<li key=${p}><code>${p}</code></li>`)}
    </ol>
    <p class="quiet" role="status">${s}</p>
    <div class="row">
      <button type="button" class="button" onClick=${l}>${i("copy")}</button>
      <button type="button" class="button" onClick=${u}>${i("download")}</button>
      <button type="button" class="button" onClick=${()=>globalThis.print()}>${i("print")}</button>
      <button type="button" class="button button-primary" onClick=${o}>${i("codes_kept")}</button>
    </div>
  <//>`}var ao="/api/auth/me/second-factors";function yc({factor:t,onClose:e}){let{busy:o,problem:n,submit:s}=R(async({name:r=""})=>{await T("PATCH",`${ao}/${t.id}`,{body:{name:r}}),e()});return c`<${ie} title=${i("rename")} onClose=${e}>
    <form class="fields" noValidate onSubmit=${s}>
      <${N} problem=${n&&!n.errors.name?n:null} />
      <${C}
        id="factor-name"
        label=${i("factor_name")}
        name="name"
        defaultValue=${t.name}
        maxlength="60"
        autocomplete="off"
        required
        autofocus
        problem=${n}
      />
      <div class="row">
        <button type="button" class="button" onClick=${e}>${i("cancel")}</button>
        <${D} busy=${o}>${i("rename")}<//>
      </div>
    </form>
  <//>`}function bc({factor:t,isLast:e,open:o,done:n}){let{id:s,kind:r,name:a,createdAt:l,usedAt:u}=t,p=i("factor_added",{when:G(l)}),d=[i(`kind_${r}`),p,u&&i("last_used",{when:G(u)})],m=async h=>{await T("POST",`${ao}/${s}/remove`,{body:{currentPassword:h}}),n(),O(i("factor_removed"))},f=i(e?"remove_last_factor":"remove_factor",{name:a});return c`<li data-factor=${s}>
    <div>
      <p><${P} name=${r==="passkey"?"key":"shield-check"} /> <strong>${a}</strong></p>
      <p class="quiet">${d.filter(Boolean).join(" · ")}</p>
    </div>
    <div class="row">
      <button type="button" class="button" onClick=${()=>o({is:"name",factor:t})}>
        ${i("rename")}<span class="unseen"> ${a}</span>
      </button>
      <button
        type="button"
        class="button button-danger"
        onClick=${()=>o({is:"password",text:f,send:m})}
      >
        ${i("remove")}<span class="unseen"> ${a}</span>
      </button>
    </div>
  </li>`}function vc({factors:{items:t,recoveryCodes:e,passkeys:o},user:n}){let[s,r]=g(null),a=()=>{r(null),Te.load()},l=h=>{r(h.length>0?{is:"codes",codes:h}:null),Te.load()},u=async h=>{let{data:_}=await T("POST",`${ao}/totp`,{body:{currentPassword:h}});r({is:"authenticator",enrolment:_})},p=async h=>{let{data:_}=await T("POST",`${ao}/passkey-options`,{body:{currentPassword:h}});r({is:"passkey",options:_.publicKey})},d=async h=>{let{data:_}=await T("POST","/api/auth/me/recovery-codes",{body:{currentPassword:h}});l(_.recoveryCodes)},m=t.length>0,f=m?"":i("first_factor");return c`
    <p>
      ${m?c`<span class="badge" data-tone="good">${i("factors_on")}</span>`:c`<span class="badge" data-tone="warn">${i("factors_off")}</span> ${i("factors_off_text")}`}
    </p>
    <ul class="lines">
      ${t.map(h=>c`<${bc} key=${h.id} factor=${h} isLast=${t.length===1} open=${r} done=${a} />`)}
      ${m&&c`<li data-codes=${e}>
          <div>
            <p><strong>${i("recovery_codes")}</strong></p>
            <p class=${e<3?"fault":"quiet"}>${i("codes_left",{n:e})}</p>
          </div>
          <button
            type="button"
            class="button"
            onClick=${()=>r({is:"password",text:i("renew_codes_text"),send:d})}
          >
            ${i("renew_codes")}
          </button>
        </li>`}
    </ul>
    <button
      type="button"
      class=${m?"button":"button button-primary"}
      onClick=${()=>r({is:"password",text:f,send:u})}
    >
      ${i("add_authenticator")}
    </button>
    ${o&&io()&&c`<button
        type="button"
        class="button"
        onClick=${()=>r({is:"password",text:f,send:p})}
      >
        ${i("add_passkey")}
      </button>`}
    ${s?.is==="password"&&c`<${so} text=${s.text} email=${n.email} send=${s.send} onClose=${a} />`}
    ${s?.is==="authenticator"&&c`<${Ir}
        enrolment=${s.enrolment}
        onAdded=${h=>l(h.recoveryCodes)}
        onClose=${a}
      />`}
    ${s?.is==="passkey"&&c`<${Lr}
        options=${s.options}
        onAdded=${h=>l(h.recoveryCodes)}
        onClose=${a}
      />`}
    ${s?.is==="codes"&&c`<${Fr} codes=${s.codes} account=${n.email} onClose=${a} />`}
    ${s?.is==="name"&&c`<${yc} factor=${s.factor} onClose=${a} />`}
  `}function Br({user:t}){let e=B(Te);return c`<section class="card" aria-labelledby="second-factors">
    <h2 id="second-factors">${i("second_step")}</h2>
    <p>${i("second_step_why")}</p>
    <${z} resource=${Te} state=${e}>
      ${o=>c`<${vc} factors=${o} user=${t} />`}
    <//>
  </section>`}function jr({user:t}){let{busy:e,problem:o,submit:n}=R(async({currentPassword:s="",newPassword:r=""},a)=>{await Is({currentPassword:s,newPassword:r}),a.reset(),O(i("password_changed"))});return c`<section class="card" aria-labelledby="password-title">
    <h2 id="password-title">${i("password")}</h2>
    <form class="fields" noValidate onSubmit=${n}>
      <${N} problem=${o} />
      <input type="email" autocomplete="username" defaultValue=${t.email} hidden />
      <${C}
        label=${i("current_password")}
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${o}
      />
      <${C}
        label=${i("new_password")}
        name="newPassword"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${i("password_hint")}
        problem=${o}
      />
      <${D} busy=${e}>${i("change_password")}<//>
    </form>
  </section>`}async function wc(t){t?await tr()||O(i("notices_refused"),"warning"):or()}function Ur(){let t=M(He),[e,o]=g(St),n=a=>Ut(a.currentTarget.value==="en"?"en":"es"),s=a=>{let l=a.currentTarget.value;Un(l),o(l)},r=async a=>{let l=a.currentTarget;await wc(l.checked),l.checked=He.value};return c`<section class="card" aria-labelledby="preferences">
    <h2 id="preferences">${i("preferences")}</h2>
    <div class="field">
      <label for="language">${i("language")}</label>
      <select class="input" id="language" value=${M(U)} onChange=${n}>
        <option value="es" lang="es">Español</option>
        <option value="en" lang="en">English</option>
      </select>
    </div>
    <div class="field">
      <label for="theme">${i("theme")}</label>
      <select class="input" id="theme" value=${e} onChange=${s}>
        <option value="auto">${i("theme_auto")}</option>
        <option value="light">${i("theme_light")}</option>
        <option value="dark">${i("theme_dark")}</option>
      </select>
    </div>
    ${nn&&c`<label class="check">
      <input type="checkbox" id="notices" checked=${t} onChange=${r} />
      <span>${i("notices_wanted")}<small class="quiet">${i("notices_hint")}</small></span>
    </label>`}
  </section>`}function Hr({user:t}){let{busy:e,problem:o,submit:n}=R(async({name:s="",phone:r=""})=>{at((await T("PATCH","/api/auth/me",{body:{name:s,phone:r||null}})).data),O(i("saved"))});return c`<section class="card" aria-labelledby="profile">
    <h2 id="profile">${i("my_data")}</h2>
    <form class="fields" noValidate onSubmit=${n}>
      <${N} problem=${o} />
      <p><span class="label">${i("email")}</span><br />${t.email}</p>
      <${C}
        label=${i("name")}
        name="name"
        autocomplete="name"
        maxlength="120"
        required
        defaultValue=${t.name}
        problem=${o}
      />
      <${C}
        label=${i("phone")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        defaultValue=${t.phone??""}
        problem=${o}
      />
      <${D} busy=${e}>${i("keep")}<//>
    </form>
  </section>`}var $c={Edg:"Edge",OPR:"Opera",Firefox:"Firefox",Chrome:"Chrome",Safari:"Safari"},kc={Android:"Android",iPhone:"iPhone",iPad:"iPad",Windows:"Windows","Mac OS":"macOS",Linux:"Linux"};function Vr(t){let e=o=>Object.entries(o).find(([n])=>t?.includes(n))?.[1];return[e($c),e(kc)].filter(Boolean).join(" · ")}async function xc(t){try{await T("DELETE",`/api/auth/sessions/${t}`),O(i("session_ended"))}catch(e){O(F(e).message,"error")}Be.load()}function Sc({one:{id:t,usedAt:e,address:o,userAgent:n,current:s}}){let r=Vr(n)||i("unknown_device"),a=[i("last_used",{when:G(e)}),o].filter(Boolean).join(" · ");return c`<li data-session=${t}>
    <div>
      <p>
        <strong>${r}</strong> ${s&&c`<span class="badge" data-tone="good">${i("this_device")}</span>`}
      </p>
      <p class="quiet">${a}</p>
    </div>
    ${!s&&c`<button type="button" class="button" onClick=${()=>xc(t)}>
        ${i("end_session")}<span class="unseen"> ${r}</span>
      </button>`}
  </li>`}function zr(){let t=B(Be);return c`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${i("sessions")}</h2>
    <${z} resource=${Be} state=${t}>
      ${({items:e})=>c`<ul class="lines">
            ${e.map(o=>c`<${Sc} key=${o.id} one=${o} />`)}
          </ul>`}
    <//>
  </section>`}async function Wr(t){try{await t()}catch(e){e instanceof S&&O(e.message,"error")}}function Yr({user:t}){let[e,o]=g(!1);return c`
    <div class="row">
      <button type="button" class="button" onClick=${()=>Wr(Ds)}>${i("leave")}</button>
      <button type="button" class="button button-danger" onClick=${()=>o(!0)}>
        ${i("leave_everywhere")}
      </button>
    </div>
    ${e&&c`<${$e}
      text=${i("leave_everywhere_sure")}
      yes=${i("leave_everywhere")}
      onNo=${()=>o(!1)}
      onYes=${()=>{o(!1),Wr(qs)}}
    />`}
    <div class="columns">
      <${Hr} user=${t} />
      <${Er} user=${t} />
      <${jr} user=${t} />
      <${Br} user=${t} />
      <${Ur} />
      <${zr} />
      <${xr} />
      ${t.role==="Paciente"&&c`<${kr} /><${Ar} user=${t} />`}
    </div>
  `}var Ec={pending:"warn",confirmed:"good",cancelled:"bad",completed:"",ready:"good",delivered:""};function co({state:t,of:e}){let o=`${e}_state_${t}`;return c`<span class="badge" data-tone=${Ec[t]}>${i(o)}</span>`}function Ye({id:t}){let e=M(te)[t];y(()=>oo(t),[t]);let o=e===void 0?" ":e===null?i("patient_number",{id:t}):i("patient_named",{name:e});return c`<p class="quiet">${o}</p>`}var Tc=2e4;function Ke(t){let e=I(t),[o,n]=g(void 0);return y(()=>{if(Object.is(e.current,t))return;let s=e.current;e.current=t,n(()=>s);let r=setTimeout(()=>n(()=>{}),Tc);return()=>clearTimeout(r)},[t]),o}var Ge=({status:t,scheduledAt:e})=>(t==="pending"||t==="confirmed")&&Date.parse(e)>Date.now();function Ac({examIds:t,packageIds:e}){let{exams:o=[],packages:n=[]}=H.value.data??{},s=(r,a)=>r.find(l=>l.id===a)?.name??i("no_longer_offered");return[...e.map(r=>s(n,r)),...t.map(r=>s(o,r))]}async function Cc(t){let{id:e}=t,o=T("POST",`/api/appointments/${e}/cancel`).then(({data:n})=>n);try{Xt(await eo(o,n=>Ve("cancelled",n))),O(i("cancelled_by_me"))}catch(n){O(F(n).message,"error")}Y.refresh()}function Kr({appointment:t,isPatient:e}){let{id:o,locationId:n,scheduledAt:s,status:r,patientId:a,notes:l,total:u}=t,[p,d]=g(!1),m=Ke(`${r} ${s} ${n}`),f=Ue(n),h=`${Ws(s,f)}, ${Gt(s,f)}`;return c`<li class=${m===void 0?"card":"card changed"} id=${`appointment-${o}`}>
    <div class="head">
      <h3><time datetime=${s}>${h}</time></h3>
      <span class="row">
        ${m!==void 0&&c`<span class="mark">${i("just_changed")}</span>`}
        <${co} of="appointment" state=${r} />
      </span>
    </div>
    <p>${je(n)??i("place_number",{id:n})}</p>
    ${!e&&c`<${Ye} id=${a} />`}
    <ul class="plain">${Ac(t).map((_,b)=>c`<li key=${b}>${_}</li>`)}</ul>
    ${l&&c`<p class="quiet prose">${l}</p>`}
    <p><strong>${i("total")}: ${Se(u,H.value.data?.currency??"USD")}</strong></p>
    ${e&&Ge(t)&&c`<div class="row">
        <a class="button" href=${`/citas/nueva?mover=${o}`}>${i("move")}<span class="unseen"> ${h}</span></a>
        <button type="button" class="button button-danger" onClick=${()=>d(!0)}>
          ${i("cancel")}<span class="unseen"> ${h}</span>
        </button>
      </div>`}
    ${p&&c`<${$e}
        text=${i("cancel_sure",{when:h})}
        yes=${i("cancel_yes")}
        onNo=${()=>d(!1)}
        onYes=${()=>{d(!1),Cc(t)}}
      />`}
  </li>`}function Gr({all:t,isPatient:e}){return c`<ul class="cards">
    ${t.map(o=>c`<${Kr} key=${o.id} appointment=${o} isPatient=${e} />`)}
  </ul>`}function Pc({page:{items:t,total:e},isPatient:o}){let n=t.filter(Ge).reverse(),s=t.filter(r=>!Ge(r));return c`
    <section aria-labelledby="coming">
      <h2 id="coming">${i("coming")}</h2>
      ${n.length>0?c`<${Gr} all=${n} isPatient=${o} />`:c`<${K} text=${i("none_coming")} />`}
    </section>
    ${s.length>0&&c`<section aria-labelledby="past">
        <h2 id="past">${i("past")}</h2>
        <${Gr} all=${s} isPatient=${o} />
      </section>`}
    ${t.length<e&&c`<${re} onClick=${()=>Y.more()} />`}
  `}function Jr({user:t}){let e=B(Y);B(H);let o=t.role==="Paciente";return c`
    ${o&&c`<p>
        <a class="button button-primary" href="/citas/nueva"><${P} name="plus" /> ${i("new_appointment")}</a>
      </p>`}
    <${z} resource=${Y} state=${e}>
      ${n=>c`<${Pc} page=${n} isPatient=${o} />`}
    <//>
  `}function cn(t,e){let o=ce(Intl.DateTimeFormat,"en-CA",{timeZone:t,hourCycle:"h23",year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit",second:"2-digit"});return Object.fromEntries(o.formatToParts(e).map(({type:n,value:s})=>[n,s]))}function Je(t,e=new Date){let{year:o,month:n,day:s}=cn(t,e);return`${o}-${n}-${s}`}function ln(t,e){let{hour:o,minute:n}=cn(t,e);return`${o}:${n}`}function un(t,e){return new Date(Date.parse(`${t}T12:00:00Z`)+e*864e5).toISOString().slice(0,10)}function Xr(t){return["sun","mon","tue","wed","thu","fri","sat"][new Date(`${t}T12:00:00Z`).getUTCDay()]??""}function Zr(t,e,o){let n=Date.parse(`${t}T${e}:00Z`),s=a=>{let{year:l,month:u,day:p,hour:d,minute:m,second:f}=cn(o,new Date(a));return Date.parse(`${l}-${u}-${p}T${d}:${m}:${f}Z`)-a},r=n-s(n);return new Date(n-s(r)).toISOString()}function Qr(t,e){return{...t,slots:t.slots.map(o=>({...o,free:e.get(o.startsAt)??o.free}))}}var ei={data:null,problem:null};function ti(t,e){let[o,n]=g(ei),[s,r]=g(0);return y(()=>{n(ei)},[t,e]),y(()=>{if(t===null||!e)return;let a={entity:"slots",entityId:t,date:e},l=new Map,u=!1,p=async()=>{l.clear();try{let{data:f}=await W("GET",`/api/locations/${t}/slots?date=${e}`);u||n({data:Qr(f,l),problem:null})}catch(f){let h=F(f);u||n(_=>({..._,problem:h}))}},d=()=>{p(),Re("subscribe",a).then(p,()=>{})},m=[q("live",d),q("slot:update",({locationId:f,startsAt:h,free:_})=>{f===t&&(l.set(h,_),n(b=>b.data?(!b.data.slots.some(E=>E.startsAt===h)&&Je(b.data.timezone,new Date(h))===e&&queueMicrotask(p),{...b,data:Qr(b.data,l)}):b))})];return d(),()=>{u=!0;for(let f of m)f();Re("unsubscribe",a).catch(()=>{})}},[t,e,s]),{...o,reload:()=>r(a=>a+1)}}var oi=t=>T("GET",`/api/appointments/${encodeURIComponent(t)}`).then(({data:e,version:o})=>({appointment:e,version:o}));function ni(t){let[e,o]=g({}),[n,s]=g(0);return y(()=>{t&&oi(t).then(a=>o({moved:a}),a=>o({problem:a}))},[t,n]),{...e,renew:async a=>{Y.refresh();let l=await oi(String(t)).catch(()=>null);if(!l)return a;o({moved:l});let{locationId:u,status:p}=l.appointment,d=je(u)??i("place_number",{id:u}),m=i(`appointment_state_${p}`),f=i("moved_meanwhile",{when:lo(l.appointment),place:d,state:m});return new S(a.status,{code:a.code,detail:f})},again:()=>s(a=>a+1)}}var lo=({scheduledAt:t,locationId:e})=>Kt(t,Ue(e));function Oc({locationId:t,day:e,startsAt:o,examIds:n,packageIds:s}){let r=new URLSearchParams;t!==null&&r.set("sede",String(t)),e&&r.set("dia",e),o&&r.set("hora",o);for(let a of n)r.append("examen",String(a));for(let a of s)r.append("paquete",String(a));return`/citas/nueva?${r}`}function si({appointment:t,choice:e}){let o=I(null);y(()=>o.current?.focus(),[]);let n=t.status==="cancelled"?"moving_cancelled":"moving_over";return c`<div class="card" role="alert" tabindex="-1" ref=${o}>
    <p>${i(n,{when:lo(t)})} ${i("moving_instead")}</p>
    <div class="row">
      <a class="button button-primary" href=${Oc(e)}>${i("book_instead")}</a>
      <a class="button" href="/citas">${i("back")}</a>
    </div>
  </div>`}function uo(t){let e=Me(t).split(/\s+/).filter(Boolean);return(...o)=>{let n=Me(o.join(" "));return e.every(s=>n.includes(s))}}var Nc=20,ri=(t,e)=>t.includes(e)?t.filter(o=>o!==e):[...t,e],dn=({packages:t},e)=>new Set(t.filter(o=>e.includes(o.id)).flatMap(o=>o.examIds));function ii({offers:t,ids:e,name:o,currency:n,onToggle:s,isIncluded:r=()=>!1}){return t.map(a=>c`<label class="choice wide" key=${`${o}-${a.id}`}>
      <input
        type="checkbox"
        name=${o}
        value=${a.id}
        checked=${e.includes(a.id)}
        onChange=${()=>s(a.id)}
      />
      <span>
        <span class="head">
          <span>${a.name}</span>
          <strong>${r(a.id)?i("included"):Se(a.price,n)}</strong>
        </span>
        <small>${a.code}${r(a.id)&&` · ${i("in_package")}`}</small>
      </span>
    </label>`)}function ci(t,{exams:e,packages:o}){let n=(s,r)=>s.filter(a=>r.some(l=>l.id===a));return{...t,examIds:n(t.examIds,e),packageIds:n(t.packageIds,o)}}function ai({offers:t,ids:e,onRemove:o}){let n=I(new Map);for(let{id:r,name:a}of t)n.current.set(r,a);let s=e.filter(r=>!t.some(a=>a.id===r));return c`<div role="status">
    ${s.map(r=>{let a=n.current.get(r)??"";return c`<div class="note note-warning" key=${r}>
        <${P} name="alert-triangle" />
        <p>${i("withdrawn",{name:a})}</p>
        <button type="button" class="button" onClick=${()=>o(r)}>
          ${i("take_out")}<span class="unseen"> ${a}</span>
        </button>
      </div>`})}
  </div>`}function li({data:t,choice:e,choose:o}){let[n,s]=g(""),{examIds:r,packageIds:a}=e,l=uo(n),u=(h,_)=>[...h.filter(b=>_.includes(b.id)),...h.filter(b=>!_.includes(b.id)&&l(b.name,b.code)).slice(0,Nc)],p=dn(t,a),d=h=>s(h.currentTarget.value),m=h=>o({packageIds:ri(a,h)}),f=h=>o({examIds:ri(r,h)});return c`<fieldset class="card">
    <legend>${i("contents")}</legend>
    <${ai} offers=${t.packages} ids=${a} onRemove=${m} />
    <${ai} offers=${t.exams} ids=${r} onRemove=${f} />
    <label class="unseen" for="wanted">${i("search_exams")}</label>
    <input
      class="input"
      id="wanted"
      type="search"
      value=${n}
      placeholder=${i("search_exams")}
      onInput=${d}
    />
    <div class="offers">
      <${ii}
        offers=${u(t.packages,a)}
        ids=${a}
        name="package"
        currency=${t.currency}
        onToggle=${m}
      />
      <${ii}
        offers=${u(t.exams,r)}
        ids=${r}
        name="exam"
        currency=${t.currency}
        isIncluded=${h=>p.has(h)}
        onToggle=${f}
      />
    </div>
  </fieldset>`}var Ic=14,Rc=365;function Dc({place:t,day:e,choose:o}){let n=Je(t.timezone),s=Array.from({length:Ic},(l,u)=>un(n,u)),r=l=>{if(!t.schedule)return!0;let u=t.schedule[Xr(l)]??[];return l===n?u.some(([,p=""])=>p>ln(t.timezone,new Date)):u.length>0},a=l=>o({day:l.currentTarget.value,startsAt:""});return c`<fieldset class="card">
    <legend>${i("day")}</legend>
    <div class="choices">
      ${s.map(l=>c`<label class="choice" key=${l}>
          <input
            type="radio"
            name="day"
            value=${l}
            checked=${l===e}
            disabled=${!r(l)}
            onChange=${()=>o({day:l,startsAt:""})}
          />
          <span>${Ys(l)}${!r(l)&&c`<small>${i("closed")}</small>`}</span>
        </label>`)}
    </div>
    <div class="field">
      <label for="other-day">${i("other_day")}</label>
      <input
        class="input"
        id="other-day"
        type="date"
        min=${n}
        max=${un(n,Rc)}
        value=${e}
        onChange=${a}
      />
    </div>
  </fieldset>`}function qc({place:t,choice:e,choose:o}){let n=r=>{let{value:a}=r.currentTarget;o({startsAt:a?Zr(e.day,a,t.timezone):""})},s=e.startsAt?ln(t.timezone,new Date(e.startsAt)):"";return c`<div class="field">
    <label for="any-time">${i("any_time")}</label>
    <input class="input" id="any-time" type="time" value=${s} onChange=${n} />
  </div>`}function Lc({place:t,choice:e,choose:o,slots:n}){let{data:s,problem:r,reload:a}=n;return s?s.slotMinutes===null?c`<${qc} place=${t} choice=${e} choose=${o} />`:s.slots.length===0?c`<${K} text=${i("no_times")} />`:c`<div class="choices" id="times">
    ${s.slots.map(({startsAt:l,free:u})=>c`<label class="choice" key=${l} data-free=${u}>
        <input
          type="radio"
          name="time"
          value=${l}
          checked=${l===e.startsAt}
          disabled=${u===0}
          onChange=${()=>o({startsAt:l})}
        />
        <span>${Gt(l,s.timezone)}<small>${u===0?i("full"):i("free",{n:u})}</small></span>
      </label>`)}
  </div>`:r?c`<${pt} problem=${r} again=${a} />`:c`<${we} />`}function ui({data:t,choice:e,choose:o,slots:n}){let s=t.locations.find(a=>a.id===e.locationId),r=s&&s.timezone!==Intl.DateTimeFormat().resolvedOptions().timeZone;return c`
    <fieldset class="card">
      <legend>${i("place")}</legend>
      ${t.locations.map(a=>c`<label class="choice wide" key=${a.id}>
          <input
            type="radio"
            name="location"
            value=${a.id}
            checked=${a.id===e.locationId}
            onChange=${()=>o({locationId:a.id,startsAt:""})}
          />
          <span>${a.name}<small>${[a.address,a.openingHours].filter(Boolean).join(" · ")}</small></span>
        </label>`)}
    </fieldset>
    ${s&&c`<${Dc} place=${s} day=${e.day} choose=${o} />`}
    ${s&&e.day&&c`<fieldset class="card">
      <legend>${i("time")}</legend>
      ${r&&c`<p class="quiet">${i("times_of",{zone:s.timezone})}</p>`}
      <${Lc} place=${s} choice=${e} choose=${o} slots=${n} />
    </fieldset>`}
  `}function Mc(t,e,{locations:o,exams:n,packages:s}){let[r]=o.length===1?o:[];if(!e){let f=(E,v)=>v.map(L=>L.id).filter(L=>t.getAll(E).includes(String(L))),h={examIds:f("examen",n),packageIds:f("paquete",s)},_=o.find(E=>String(E.id)===t.get("sede"))??r,b=/^\d{4}-\d\d-\d\d$/.exec(t.get("dia")??"")?.[0]??"",x=Number.isNaN(Date.parse(t.get("hora")??""))?"":String(t.get("hora"));return!_||!b?{locationId:_?.id??null,day:"",startsAt:"",...h}:{locationId:_.id,day:b,startsAt:x,...h}}let{locationId:a,scheduledAt:l,examIds:u,packageIds:p}=e.appointment,d=o.find(f=>f.id===a)?.timezone,m={startsAt:"",examIds:u,packageIds:p};return d?{locationId:a,day:Je(d,new Date(l)),...m}:{locationId:null,day:"",...m}}function Fc({locationId:t,startsAt:e,examIds:o,packageIds:n}){return t===null?"choose_place":e===""?"choose_time":o.length+n.length>0?null:"choose_contents"}function Bc({examIds:t,packageIds:e},o){let{exams:n,packages:s}=o,r=dn(o,e);return[...n.filter(l=>t.includes(l.id)&&!r.has(l.id)),...s.filter(l=>e.includes(l.id))].reduce((l,u)=>l+fe(u.price),0)}function jc({startsAt:t},e){return!t||!e||e.slotMinutes===null?!1:!e.slots.some(o=>o.startsAt===t&&o.free>0)}async function Uc({locationId:t,startsAt:e,examIds:o,packageIds:n},s,r){let a={locationId:t,scheduledAt:e};return s?(await T("PATCH",`/api/appointments/${s.appointment.id}`,{body:a,version:s.version})).data:(await T("POST","/api/appointments",{body:{...a,examIds:o,packageIds:n,notes:r}})).data}function Hc({data:t,query:e,moved:o,renew:n}){let[s,r]=g(()=>Mc(e,o,t)),a=o?s:ci(s,t),l=ti(s.locationId,s.day),{busy:u,problem:p,submit:d,clearProblem:m}=R(async({notes:v=""})=>{try{let L=o?"updated":"created";Xt(await eo(Uc(a,o,v),A=>Ve(L,A)))}catch(L){L instanceof S&&L.code==="slot_full"&&(l.reload(),r(Ce=>({...Ce,startsAt:""})));let A=L instanceof S&&(L.code==="stale"||L.code==="illegal_step");throw o&&A?await n(L):L}Y.refresh(),O(i(o?"moved_by_me":"booked_by_me")),le("/citas")}),f=v=>{m(),r(L=>({...L,...v}))},h=jc(s,l.data);y(()=>{!h||u||(f({startsAt:""}),O(i("just_taken"),"warning"))},[h,u]);let _=ve("--sum"),b=I(null);if(y(()=>{p&&b.current?.scrollIntoView({block:"nearest"})},[p]),o&&!Ge(o.appointment))return c`<${si} appointment=${o.appointment} choice=${s} />`;let x=Fc(a),E=Le(Bc(a,t),t.currency);return c`<form class="booking" onSubmit=${d}>
    ${o&&c`<p class="note">${i("moving",{when:lo(o.appointment)})}</p>`}
    <${ui} data=${t} choice=${s} choose=${f} slots=${l} />
    ${!o&&c`<${li} data=${t} choice=${s} choose=${f} />`}
    ${!o&&c`<div class="card field">
        <label for="notes">${i("notes")}</label>
        <textarea class="input" id="notes" name="notes" rows="2" maxlength="2000"></textarea>
      </div>`}
    <div ref=${b}><${N} problem=${p} isWhole /></div>
    <div class="sum" ref=${_}>
      <p role="status">
        ${!o&&c`<span>${i("total")}: <strong id="total">${E}</strong></span>`}
        ${x&&c`<span class="quiet">${i(x)}</span>`}
      </p>
      <${D} busy=${u} disabled=${x!==null}>${i(o?"confirm_move":"confirm_booking")}<//>
    </div>
    <p><a class="button" href="/citas">${i("back")}</a></p>
  </form>`}function pn({query:t}){let e=B(H),o=t.get("mover"),{moved:n,problem:s,renew:r,again:a}=ni(o);return s?c`<${pt} problem=${s} again=${a} />`:o&&!n?c`<${we} />`:c`
    <${z} resource=${H} state=${e}>
      ${l=>c`<${Hc} data=${l} query=${t} moved=${n??null} renew=${r} />`}
    <//>
  `}function po({query:t,name:e}){return c`<a class="button" href=${`/citas/nueva?${t}`}>${i("book")}<span class="unseen"> ${e}</span></a>`}function ho({value:t,currency:e}){let o=Ke(t),n=o===void 0?"":i("price_was",{price:Se(o,e)});return c`<p class=${o===void 0?"price":"price changed"}>
    <strong>${Se(t,e)}</strong>
    ${n&&c`<span class="mark" role="status">${n}</span>`}
  </p>`}function Vc(t){return t%24===0?xe("days",t/24):xe("hours",t)}function di({exam:t,currency:e,bookable:o}){let n=i("result_in",{time:Vc(t.turnaroundHours)});return c`<li class="card" id=${`exam-${t.id}`}>
    <div class="head">
      <h3>${t.name}</h3>
      <${ho} value=${t.price} currency=${e} />
    </div>
    <p class="quiet">${[t.code,t.sampleType,n].filter(Boolean).join(" · ")}</p>
    ${t.description&&c`<p>${t.description}</p>`}
    ${t.preparation&&c`<details>
      <summary>${i("preparation")}</summary>
      <p class="prose">${t.preparation}</p>
    </details>`}
    ${o&&c`<${po} query=${`examen=${t.id}`} name=${t.name} />`}
  </li>`}function pi({offer:t,exams:e,currency:o,bookable:n}){let s=t.examIds.map(u=>e.get(u)).filter(u=>u!==void 0),r=s.reduce((u,p)=>u+fe(p.price),0),a=s.length===t.examIds.length?r-fe(t.price):0,l={amount:Le(a,o),alone:Le(r,o)};return c`<li class="card" id=${`package-${t.id}`}>
    <div class="head">
      <h3>${t.name}</h3>
      <${ho} value=${t.price} currency=${o} />
    </div>
    ${a>0&&c`<p class="saving">${i("saves",l)}</p>`}
    ${t.description&&c`<p>${t.description}</p>`}
    <details>
      <summary>${xe("exams_in",t.examIds.length)}</summary>
      <ul class="plain">
        ${s.map(u=>c`<li key=${u.id}>${u.name}</li>`)}
      </ul>
    </details>
    ${n&&c`<${po} query=${`paquete=${t.id}`} name=${t.name} />`}
  </li>`}var hi=60,mi=12;function zc({exams:t,packages:e,categories:o},n,s){let r=uo(n),a=new Map(o.map(l=>[l.id,l.name]));return{exams:t.filter(l=>(s===""||String(l.categoryId)===s)&&r(l.name,l.code,l.description,a.get(l.categoryId)??"")),packages:s===""?e.filter(l=>r(l.name,l.code,l.description)):[]}}function fi(){let t=new URLSearchParams(location.search);return{query:t.get("q")??"",category:t.get("categoria")??""}}function Wc(t,e){let o=Object.entries({q:t,categoria:e}).filter(([,s])=>s!==""),n=new URLSearchParams(o).toString();history.replaceState(history.state,"",location.pathname+(n&&`?${n}`))}function Yc({data:t,bookable:e,route:o}){let[{query:n,category:s},r]=g(fi);y(()=>r(fi()),[o]);let[a,l]=g(hi),[u,p]=g(mi),{exams:d,packages:m}=xt(()=>zc(t,n,s),[t,n,s]);y(()=>{if(u>=Math.min(a,d.length))return;let v=setTimeout(()=>p(u+mi));return()=>clearTimeout(v)},[u,a,d]);let f=d.slice(0,Math.min(u,a)),h=xt(()=>new Map(t.exams.map(v=>[v.id,v])),[t]),_={currency:t.currency,bookable:e},b=(v,L)=>{Wc(v,L),r({query:v,category:L})},x=v=>b(v.currentTarget.value,s),E=v=>b(n,v.currentTarget.value);return c`
    <form class="filters" role="search" onSubmit=${v=>v.preventDefault()}>
      <label class="unseen" for="wanted">${i("search_exams")}</label>
      <input
        class="input"
        id="wanted"
        type="search"
        value=${n}
        placeholder=${i("search_exams")}
        onInput=${x}
      />
      <label class="unseen" for="category">${i("category")}</label>
      <select class="input" id="category" value=${s} onChange=${E}>
        <option value="">${i("all_categories")}</option>
        ${t.categories.map(v=>c`<option key=${v.id} value=${String(v.id)}>${v.name}</option>`)}
      </select>
    </form>
    <p class="quiet" role="status">${xe("found",d.length+m.length)}</p>
    ${d.length+m.length===0&&c`<${K} text=${i("nothing_found")} />`}
    ${m.length>0&&c`<section aria-labelledby="packages">
      <h2 id="packages">${i("packages")}</h2>
      <ul class="cards">
        ${m.map(v=>c`<${pi} key=${v.id} offer=${v} exams=${h} ...${_} />`)}
      </ul>
    </section>`}
    ${d.length>0&&c`<section aria-labelledby="exams">
      <h2 id="exams">${i("exams")}</h2>
      <ul class="cards">
        ${f.map(v=>c`<${di} key=${v.id} exam=${v} ...${_} />`)}
      </ul>
      ${d.length>a&&c`<${re} onClick=${()=>l(a+hi)} />`}
    </section>`}
  `}function _i({user:t,query:e}){let o=B(H),n=t?.role==="Paciente";return c`<${z} resource=${H} state=${o}>
    ${s=>c`<${Yc} data=${s} bookable=${n} route=${e} />`}
  <//>`}function de(){let t=M(U)==="es"?"en":"es";return c`<p>
    <button type="button" class="link" lang=${t} onClick=${()=>Ut(t)}>
      ${t==="en"?"English":"Español"}
    </button>
  </p>`}var Kc=document.getElementById("app")?.dataset.mail!=="none";function Gc(){let t=I(null);return y(()=>t.current?.focus(),[]),c`<p class="note" role="status" tabindex="-1" ref=${t} data-outcome>${i("link_sent")}</p>`}function Jc(){let e=(B(H).data?.locations??[]).filter(o=>o.phone);return c`<p class="note note-warning" role="status" data-outcome>${i("link_at_laboratory")}</p>
    ${e.length>0&&c`<ul class="plain">
        ${e.map(({id:o,name:n,phone:s})=>c`<li key=${o}>${n}: <a href=${`tel:${s}`}>${s}</a></li>`)}
      </ul>`}
    <p>${i("link_for_staff")}</p>`}function gi(){let[t,e]=g(Kc?null:"no_mail"),{busy:o,problem:n,submit:s}=R(async({email:r=""})=>{try{await W("POST","/api/auth/password/forgotten",{body:{email:r}}),e("sent")}catch(a){if(F(a).code!=="no_mail")throw a;e("no_mail")}});return c`<div class="narrow">
    ${t==="sent"&&c`<${Gc} />`} ${t==="no_mail"&&c`<${Jc} />`}
    ${t===null&&c`<form class="card" noValidate onSubmit=${s}>
        <p>${i("forgotten_what")}</p>
        <${N} problem=${n} />
        <${C}
          label=${i("email")}
          name="email"
          type="email"
          autocomplete="username"
          maxlength="254"
          required
          problem=${n}
        />
        <${D} busy=${o}>${i("send_link")}<//>
      </form>`}
    <p><a href="/entrar">${i("back_to_sign_in")}</a></p>
    <${de} />
  </div>`}async function Xc(t){try{let{data:e}=await T("POST","/api/auth/me/inbox/read",{body:{upTo:t}});ee.update(o=>({...o,unread:e.unread,items:o.items.map(n=>n.eventId<=t?{...n,read:!0}:n)}))}catch(e){F(e)}}function Zc({notice:{eventId:t,event:e,payload:o},isNew:n,isDoctor:s}){let{patientId:r}=o,{text:a,href:l,kind:u}=Zt(e,o),p=String(o.timestamp);return c`<li class=${n?"card entry new":"card entry"} id=${`notice-${t}`}>
    <${P} name=${no[u]??"info-circle"} />
    <div>
      <p class="prose">${a}${l&&c` <a href=${l}>${i("see")}</a>`}</p>
      ${s&&r!==void 0&&c`<${Ye} id=${r} />`}
      <p class="quiet"><time datetime=${p}>${G(p)}</time></p>
    </div>
    ${n&&c`<span class="badge" data-tone="warn">${i("new")}</span>`}
  </li>`}function Qc({page:t,isDoctor:e}){let{items:o,total:n,unread:s}=t,r=I(new Set);for(let u of o)u.read||r.current.add(u.eventId);let a=o[0]?.eventId??0;if(y(()=>{if(s===0)return;let u=()=>{document.hidden||Xc(a)};return u(),document.addEventListener("visibilitychange",u),()=>document.removeEventListener("visibilitychange",u)},[s,a]),o.length===0)return c`<${K} text=${i("no_notices")} />`;let l=u=>c`<${Zc} key=${u.eventId} notice=${u} isNew=${r.current.has(u.eventId)} isDoctor=${e} />`;return c`
    <ul class="cards one-column">
      ${o.map(l)}
    </ul>
    ${o.length<n&&c`<${re} onClick=${()=>ee.more()} />`}
  `}function yi({user:t}){let e=B(ee);return B(H),c`<${z} resource=${ee} state=${e}>
    ${o=>c`<${Qc} page=${o} isDoctor=${t.role==="Medico"} />`}
  <//>`}function mo({problem:t}){let[e,o]=g(!1);return c`
    <${C}
      label=${i("new_password")}
      name="newPassword"
      type=${e?"text":"password"}
      autocomplete="new-password"
      autocapitalize="none"
      spellcheck="false"
      minlength="10"
      maxlength="128"
      required
      hint=${i("linked_password_rules")}
      problem=${t}
    />
    <label class="check">
      <input type="checkbox" checked=${e} onChange=${()=>o(!e)} />
      <span>${i("show_password")}</span>
    </label>
  `}var fo="";function bi(){return location.hash.length>1&&(fo=location.hash.slice(1),history.replaceState(null,"",location.pathname)),fo!==""}function vi({text:t,tone:e,children:o}){let n=I(null);return y(()=>n.current?.focus(),[]),c`<p class=${e} role="status" tabindex="-1" ref=${n} data-outcome>${t}</p>
    ${o}`}function wi(){let[t,e]=g(bi()?"form":"invalid");y(()=>{let r=()=>bi()&&e("form");return addEventListener("hashchange",r),()=>removeEventListener("hashchange",r)},[]);let{busy:o,problem:n,submit:s}=R(async({newPassword:r=""})=>{try{await W("POST","/api/auth/password/reset",{body:{token:fo,newPassword:r}}),e("done")}catch(a){if(F(a).code!=="link_invalid")throw a;e("invalid")}fo=""});return t==="done"?c`<div class="narrow">
      <${vi} text=${i("linked_password_set")} tone="note">
        <p><a class="button button-primary" href="/entrar">${i("enter")}</a></p>
        <p><a href="/admin">${i("to_admin_from_link")}</a></p>
      <//>
    </div>`:t==="invalid"?c`<div class="narrow">
      <${vi} text=${i("link_invalid")} tone="note note-warning">
        <p><a class="button button-primary" href="/contrasena-olvidada">${i("another_link")}</a></p>
      <//>
      <${de} />
    </div>`:c`<div class="narrow">
    <form class="card" noValidate onSubmit=${s}>
      <p>${i("linked_password_what")}</p>
      <${N} problem=${n} />
      <${mo} problem=${n} />
      <${D} busy=${o}>${i("set_password")}<//>
    </form>
    <${de} />
  </div>`}function $i(){return c`<${K} text=${location.pathname}><a href="/catalogo">${i("missing_hint")}</a><//>`}function el(t){return Object.fromEntries(Object.entries(t).filter(([,e])=>e!==""))}function ki(){let{busy:t,problem:e,submit:o}=R(n=>Ns(el(n)));return c`<div class="narrow">
    <form class="card" noValidate onSubmit=${o}>
      <${N} problem=${e} />
      <${C} label=${i("name")} name="name" autocomplete="name" maxlength="120" required problem=${e} />
      <${C}
        label=${i("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${e}
      />
      <${C}
        label=${i("password")}
        name="password"
        type="password"
        autocomplete="new-password"
        minlength="10"
        maxlength="128"
        required
        hint=${i("password_hint")}
        problem=${e}
      />
      <${C}
        label=${i("document_optional")}
        name="documentNumber"
        autocomplete="off"
        maxlength="40"
        hint=${i("document_hint")}
        problem=${e}
      />
      <${C}
        label=${i("phone_optional")}
        name="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        problem=${e}
      />
      <${D} busy=${t}>${i("register")}<//>
    </form>
    <p>${i("have_account")} <a href="/entrar">${i("enter")}</a></p>
    <${de} />
  </div>`}function tl({file:t,id:e}){let o=t.size>0?Math.round(t.received/t.size*100):0,n=t.phase==="queued"?i("queued"):t.waiting?i("waiting_for_network"):i("fetching",{share:o});return c`<div class="field">
    <p id=${`progress-${e}`} role="status">${n}</p>
    <progress aria-labelledby=${`progress-${e}`} max="100" value=${o}></progress>
  </div>`}function ol({file:t,examName:e}){let o=c`<span class="unseen"> ${e}</span>`;return c`
    <p class="saving" role="status"><${P} name="circle-check" /> ${i(t.isVerified?"checked":"unchecked")}</p>
    <div class="row">
      <a class="button button-primary" href=${t.url} target="_blank">
        <${P} name="external-link" /> ${i("open")}${o}
      </a>
      <a class="button" href=${t.url} download=${t.name}><${P} name="download" /> ${i("save")}${o}</a>
    </div>
  `}function nl({result:t}){let{id:e,examName:o,size:n}=t,s=M(se)[e];return s?.phase==="queued"||s?.phase==="fetching"?c`<${tl} file=${s} id=${e} />`:s?.phase==="ready"?c`<${ol} file=${s} examName=${o} />`:c`
    ${s?.phase==="failed"&&c`<p class="note note-error" role="alert">${s.problem?.message}</p>`}
    <button type="button" class="button" onClick=${()=>Us(e)}>
      <${P} name="file-type-pdf" /> ${i("fetch")}<span class="unseen"> ${o}</span>
      ${n!==null&&c`<span class="quiet">${ut(n)}</span>`}
    </button>
  `}var sl=72*36e5;function rl({status:t,releasedAt:e},o){return o||e===null?t==="ready":Date.now()-Date.parse(e)<sl}function xi({result:t,isPatient:e}){let{id:o,examName:n,status:s,patientId:r,releasedAt:a,hasFile:l}=t,u=Ke(s),p=o in M(se),d=rl(t,e);return c`<li class=${["card",u!==void 0&&!p&&"changed",d&&"new"].filter(Boolean).join(" ")} id=${`result-${o}`}>
    <div class="head">
      <h2 class="name">${n}</h2>
      ${d&&c`<span class="badge" data-tone="warn">${i("new")}</span>`}
      <${co} of="result" state=${s} />
    </div>
    ${!e&&c`<${Ye} id=${r} />`}
    ${a&&c`<p class="quiet">${i("released",{when:G(a)})}</p>`}
    ${s!=="pending"&&l&&c`<${nl} result=${t} />`}
  </li>`}function il(t,{items:e,total:o},n){if(e.length<o)return[];let s=new Set(e.map(r=>`${r.appointmentId} ${r.examId}`));return t.filter(r=>r.status==="completed").flatMap(({id:r,examIds:a,packageIds:l})=>{let u=n.packages.filter(p=>l.includes(p.id)).flatMap(p=>p.examIds);return[...new Set([...a,...u])].filter(p=>!s.has(`${r} ${p}`))}).map(r=>n.exams.find(a=>a.id===r)?.name).filter(r=>r!==void 0)}function al({page:t,isPatient:e}){let o=B(Y).data?.items??[],n=B(H).data,s=e&&n?il(o,t,n):[],{items:r,total:a}=t,l=u=>c`<${xi} key=${u.id} result=${u} isPatient=${e} />`;return c`
    ${r.length===0&&s.length===0&&c`<${K} text=${i("no_results")} />`}
    ${r.length>0&&c`<ul class="cards">${r.map(l)}</ul>`}
    ${r.length<a&&c`<${re} onClick=${()=>be.more()} />`}
    ${s.length>0&&c`<section aria-labelledby="making">
      <h2 id="making">${i("pending_results")}</h2>
      <ul class="plain">${s.map((u,p)=>c`<li key=${p}>${u}</li>`)}</ul>
      <p class="quiet">${i("pending_hint")}</p>
    </section>`}
  `}function Si({user:t}){let e=B(be);return c`<${z} resource=${be} state=${e}>
    ${o=>c`<${al} page=${o} isPatient=${t.role==="Paciente"} />`}
  <//>`}var cl=new Set(["challenge_invalid","password_expired"]);function Ei({step:t,onRestart:e}){let o=I(null),{busy:n,problem:s,submit:r}=R(({newPassword:u=""})=>Os({challenge:t.challenge,newPassword:u}));y(()=>{let u=o.current?.elements.namedItem("newPassword");u instanceof HTMLElement&&u.focus()},[]);let a=s&&Object.keys(s.errors).length===0?s:null,l=s!==null&&cl.has(s.code);return c`<div class="narrow">
    <section class="card" aria-labelledby="initial-password">
      <h2 id="initial-password">${i("initial_password")}</h2>
      <form class="fields" noValidate onSubmit=${r} ref=${o}>
        <p>${i("initial_password_what")}</p>
        <${N} problem=${a} />
        <input type="email" autocomplete="username" defaultValue=${t.email} hidden />
        <${mo} problem=${s} />
        <${D} busy=${n}>${i("save_and_enter")}<//>
      </form>
      <button type="button" class="link" onClick=${e}>
        ${i(l?"back_to_sign_in":"other_account")}
      </button>
    </section>
  </div>`}var Ti={totp:{inputmode:"numeric",autocomplete:"one-time-code",maxlength:"12"},recovery:{autocomplete:"off",autocapitalize:"none",spellcheck:"false",maxlength:"60"}};function ll({challenge:t,advance:e}){let[o,n]=g(!1),[s,r]=g(null),a=I(null);y(()=>a.current?.focus(),[]);let l=async()=>{n(!0),r(null);try{await e(Dr(t))}catch(u){r(F(u))}finally{n(!1)}};return c`
    <${N} problem=${s} isWhole />
    <p>${i("second_step_passkey")}</p>
    <button
      type="button"
      class="button button-primary"
      ref=${a}
      aria-disabled=${o?"true":void 0}
      onClick=${()=>o||void l()}
    >
      ${o?i("working"):i("use_passkey")}
    </button>
  `}function Ai({step:t,advance:e,onRestart:o}){let n=t.methods.filter(_=>_ in Ti),s=t.methods.includes("passkey")&&io(),[r,a]=g(s?null:n[0]??"recovery"),l=I(null),{busy:u,problem:p,submit:d,clearProblem:m}=R(({code:_=""})=>e(Ht({challenge:t.challenge,code:_})));y(()=>l.current?.querySelector("input")?.focus(),[r]);let f=n.filter(_=>_!==r),h=p&&Object.keys(p.errors).length===0?p:null;return c`<div class="narrow">
    <section class="card" aria-labelledby="second-step">
      <h2 id="second-step">${i("second_step")}</h2>
      ${s&&c`<${ll} challenge=${t.challenge} advance=${e} />`}
      ${r&&c`<form class="fields" noValidate onSubmit=${d} ref=${l}>
          <p>${i(`second_step_${r}`)}</p>
          <${N} problem=${h} />
          <${C}
            key=${r}
            label=${i(`code_${r}`)}
            name="code"
            required
            problem=${p}
            ...${Ti[r]}
          />
          <${D} busy=${u}>${i("continue")}<//>
        </form>`}
      ${f.map(_=>c`<button
            key=${_}
            type="button"
            class="link"
            onClick=${()=>{m(),a(_)}}
          >
            ${i(`use_${_}`)}
          </button>`)}
      ${!t.methods.includes("recovery")&&c`<p class="hint">${i("no_recovery_codes")}</p>`}
      <button type="button" class="link" onClick=${o}>${i("other_account")}</button>
    </section>
  </div>`}var ul=new Set(["second_factor_required","new_password_required"]);function _o(){let[t,e]=g(null),o=async l=>{try{await l}catch(u){if(!(u instanceof S)||!ul.has(u.code))throw u;e(u)}},{busy:n,problem:s,submit:r}=R(({email:l="",password:u=""})=>o(Ps({email:l,password:u}))),a=()=>e(null);return t?.code==="new_password_required"?c`<${Ei} step=${t} onRestart=${a} />`:t?c`<${Ai} step=${t} advance=${o} onRestart=${a} />`:c`<div class="narrow">
    <form class="card" noValidate onSubmit=${r}>
      <${N} problem=${s} />
      <${C}
        label=${i("email")}
        name="email"
        type="email"
        autocomplete="username"
        maxlength="254"
        required
        problem=${s}
      />
      <${C}
        label=${i("password")}
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="128"
        required
        problem=${s}
      />
      <${D} busy=${n}>${i("enter")}<//>
    </form>
    <p><a href="/contrasena-olvidada">${i("forgotten")}</a></p>
    <p>${i("no_account")} <a href="/registro">${i("register")}</a></p>
    <${de} />
  </div>`}function Ci(){return c`<div class="state">
    <p>${i("staff_text")}</p>
    <p><a class="button button-primary" href="/admin">${i("to_admin")}</a></p>
  </div>`}var Pi={title:"catalog",isPrivate:!1,show:_i},dl={title:"confirm_move",isPrivate:!0,show:pn},Oi={"/":Pi,"/catalogo":Pi,"/citas":{title:"appointments",isPrivate:!0,show:Jr},"/citas/nueva":{title:"new_appointment",isPrivate:!0,show:pn},"/resultados":{title:"results",isPrivate:!0,show:Si},"/avisos":{title:"inbox",isPrivate:!0,show:yi},"/cuenta":{title:"account",isPrivate:!0,show:Yr},"/entrar":{title:"enter",isPrivate:!1,show:_o},"/contrasena-olvidada":{title:"forgotten",isPrivate:!1,show:gi},"/nueva-contrasena":{title:"linked_password",isPrivate:!1,show:wi},"/registro":{title:"register",isPrivate:!1,show:ki}},pl={title:"missing",isPrivate:!1,show:$i},hl={title:"staff",isPrivate:!0,show:Ci},ml=["/","/entrar","/registro"],Ni=Object.keys(Oi);function Ii({path:t,query:e},o){let n=e.has("mover")&&t==="/citas/nueva"?dl:Oi[t]??pl;return n.isPrivate&&o?.role==="Administrador"?hl:n}function Ri(t,{phase:e,user:o}){let n=o?.role==="Administrador";return t==="/citas/nueva"&&o?.role==="Medico"?"/citas":e==="signed"&&ml.includes(t)?n?"/catalogo":"/citas":t==="/"&&e!=="starting"?"/catalogo":null}function Di(t,e){let o={path:"/catalogo",icon:"test-pipe",text:"catalog"};return t?t.role==="Administrador"?[o,{path:"/cuenta",icon:"user-check",text:"account_short"}]:[o,{path:"/citas",icon:"calendar-event",text:"appointments"},{path:"/resultados",icon:"report-medical",text:"results"},{path:"/avisos",icon:"bell",text:"inbox",count:e},{path:"/cuenta",icon:"user-check",text:"account_short"}]:[o,{path:"/entrar",icon:"key",text:"enter"}]}function qi(){return c`<div class="state" role="status">
    <p><span class="spinner" aria-hidden="true"></span> ${i("unreachable_long")}</p>
    <p><a class="button" href="/catalogo">${i("catalog")}</a></p>
  </div>`}function fl(t,{phase:e,user:o}){let n=Ii(t,o);return t.path==="/"&&e==="starting"?{...n,show:we}:!n.isPrivate||e==="signed"?n:e==="anonymous"?{...n,title:"enter",show:_o}:{...n,show:e==="starting"?we:qi}}function _l({reason:t}){return c`<div role="alert">
    ${t&&c`<p class=${t==="left"?"note":"note note-warning"} data-reason=${t}>
        <${P} name="info-circle" /> ${i(`why_${t}`)}
      </p>`}
  </div>`}function gl(){let t=Vt(M(ge));return c`<div role="status">
    ${t&&c`<p class="note note-warning" data-missing-factor>
        <${P} name="shield-check" />
        <span>${i("factor_missing")} <a href="/admin/account">${i("to_admin")}</a></span>
      </p>`}
  </div>`}function Li(){M(U);let t=M(Qt),{path:e,query:o}=t,n=M(w),s=M(ee).data?.unread??0,r=I(null),a=I(e),l=ve("--header"),u=Ri(e,n),p=fl(t,n),d=i(p.title);return y(()=>{u&&le(u,{replace:!0})},[u]),y(()=>{document.title=`${d} · ${i("lab")}`},[d]),y(()=>{a.current!==e&&r.current?.querySelector("h1")?.focus(),a.current=e},[e]),c`
    <a class="skip" href="#main">${i("to_content")}</a>
    <header class="bar" ref=${l}>
      <a class="brand" href="/"><${P} name="flask" /> ${i("lab")}</a>
      <${wr} />
      <${br} entries=${Di(n.user,s)} path=${e} />
    </header>
    <main id="main" class="page" tabindex="-1" ref=${r}>
      <h1 tabindex="-1">${d}</h1>
      <${_l} reason=${n.reason} />
      <${gl} />
      <${p.show} key=${`${e}?${o}`} query=${o} user=${n.user} />
    </main>
    <${$r} />
  `}setTimeout(()=>{document.documentElement.lang=U.value,wo(St()),er(Ni),ur(),Hs(),fr(),yr(),Fs(),Cs()});setTimeout(()=>{let t=document.getElementById("app");t&&(gr(t),Mn(c`<${Li} />`,t))});
